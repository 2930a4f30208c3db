import Engine
import Synchronization

/// Where the opened vault is to be found. The pages and the control socket are served before it is open, and also
/// when it cannot be opened at all: then they say so.
final class VaultSlot: Sendable {
    /// How the vault stands.
    enum State: Sendable {
        /// It is being opened.
        case opening
        /// It serves.
        case open(Vault)
        /// It cannot be opened, for this reason, which is for operators only.
        case locked(VaultFailure)
        /// It was closed, for the service stops.
        case stopped
    }

    /// Each vault that was opened into the slot; for the one service that looks after its scanner.
    let openings: AsyncStream<Vault>
    private let opened: AsyncStream<Vault>.Continuation
    private let current: Mutex<State>

    /// A slot in `state`.
    init(_ state: State = .opening) {
        self.current = Mutex(state)
        (openings, opened) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        if case .open(let vault) = state { opened.yield(vault) }
    }

    /// How the vault stands at this moment.
    var state: State { current.withLock { $0 } }

    /// The open vault.
    ///
    /// - Throws: `busy` while it is being opened, `serviceLocked`, `stopping`.
    func vault() throws -> Vault {
        switch state {
        case .opening: throw VaultFailure(.busy, retryAfter: 2)
        case .open(let vault): return vault
        case .locked(let reason): throw VaultFailure(.serviceLocked, cause: reason)
        case .stopped: throw VaultFailure(.stopping, retryAfter: 10)
        }
    }

    /// Puts an open vault in.
    func fill(_ vault: Vault) {
        current.withLock { $0 = .open(vault) }
        opened.yield(vault)
    }

    /// Says why there is none.
    func lock(_ reason: VaultFailure) { current.withLock { $0 = .locked(reason) } }

    /// Takes the vault out for good; nil where there was none.
    func empty() -> Vault? {
        opened.finish()
        return current.withLock { state in
            defer { state = .stopped }
            guard case .open(let vault) = state else { return nil }
            return vault
        }
    }

    /// Puts a changed copy of the open vault in its place; does nothing while there is none.
    func update(_ change: (Vault) -> Vault) {
        current.withLock { state in
            guard case .open(let vault) = state else { return }
            state = .open(change(vault))
        }
    }
}
