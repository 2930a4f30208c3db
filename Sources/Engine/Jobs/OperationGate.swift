import Synchronization

/// Lets one long operation of each kind run at a time.
final class OperationGate: Sendable {
    /// What excludes what: two operations of one kind, never two kinds.
    enum Kind: String, Sendable {
        case backup
        case verification = "backup verify"
        case rotation = "rotate-keys"
        case purge
    }

    /// The right to run; given back with its last reference.
    final class Pass: Sendable {
        private let gate: OperationGate
        private let kind: Kind

        fileprivate init(gate: OperationGate, kind: Kind) {
            self.gate = gate
            self.kind = kind
        }

        deinit { gate.leave(kind) }
    }

    private let running = Mutex<Set<Kind>>([])

    init() {}

    /// Runs `body` as the only operation of its kind.
    ///
    /// - Throws: `operationRunning`, what `body` throws.
    func run<Value>(_ kind: Kind, _ body: () async throws -> Value) async throws -> Value {
        let pass = try enter(kind)
        defer { withExtendedLifetime(pass) {} }
        return try await body()
    }

    /// The right to run an operation of this kind, for as long as the pass is held.
    ///
    /// - Throws: `operationRunning`.
    func enter(_ kind: Kind) throws -> Pass {
        guard let pass = enterIfFree(kind) else { throw VaultFailure(.operationRunning, ["operation": kind.rawValue]) }
        return pass
    }

    /// The same; nil where such an operation runs.
    func enterIfFree(_ kind: Kind) -> Pass? {
        running.withLock { $0.insert(kind).inserted } ? Pass(gate: self, kind: kind) : nil
    }

    /// Whether an operation of this kind runs.
    func isRunning(_ kind: Kind) -> Bool { running.withLock { $0.contains(kind) } }

    private func leave(_ kind: Kind) { running.withLock { _ = $0.remove(kind) } }
}
