import Synchronization

/// One memory budget for all running uploads. Whoever finds no room waits in turn, and is told to come back later
/// when the wait gets too long.
///
/// An upload that holds nothing yet waits behind all others; one that holds something may pass those, since its
/// end is what frees memory. Those already in are finite, so nobody starves.
final class UploadBudget: Sendable {
    typealias Ticket = UploadClaims.Ticket

    /// Memory is granted in steps of this size, so that not every piece of a body asks.
    static let step = 1024 * 1024

    private let wait: Duration
    private let state: Mutex<State>

    private struct Waiter {
        let number: UInt64
        let ticket: Ticket
        let bytes: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var claims: UploadClaims
        var waiters: [Waiter] = []
        var nextWaiter: UInt64 = 0
        var peak = 0
    }

    /// A budget of `capacity` bytes, for which an upload waits `wait` at most.
    init(capacity: Int, wait: Duration) {
        self.wait = wait
        self.state = Mutex(State(claims: UploadClaims(capacity: capacity)))
    }

    /// Bytes granted at this moment.
    var held: Int { state.withLock { $0.claims.held } }

    /// The most bytes that were ever granted at once.
    var peak: Int { state.withLock { $0.peak } }

    /// Uploads that wait for memory.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Lets an upload in that will never have more than `most` bytes. `release` must follow.
    func admit(most: Int) -> Ticket { state.withLock { $0.claims.admit(most: most) } }

    /// Frees what the upload held and lets others go on.
    func release(_ ticket: Ticket) {
        let granted = state.withLock { state in
            state.claims.release(ticket)
            return Self.grantWaiters(&state)
        }
        for waiter in granted { waiter.continuation.resume() }
    }

    /// Waits until the upload may hold `bytes` in all.
    ///
    /// - Throws: `documentTooLarge` beyond what it was admitted for; `busy` when there is no room for too long;
    ///   `CancellationError`.
    func reserve(_ bytes: Int, for ticket: Ticket) async throws {
        let granted = try state.withLock { state -> Bool in
            let most = state.claims.most(of: ticket)
            guard bytes <= most else { throw VaultFailure(.documentTooLarge, ["limit": String(most)]) }
            guard bytes > state.claims.held(by: ticket) else { return true }
            return Self.tryGrant(ticket, bytes, &state)
        }
        guard !granted else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.enqueue(ticket, bytes) }
            group.addTask { [wait] in
                try await Task.sleep(for: wait)
                throw VaultFailure(.busy, retryAfter: 10)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func enqueue(_ ticket: Ticket, _ bytes: Int) async throws {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = Waiter(number: number, ticket: ticket, bytes: bytes, continuation: continuation)
                add(waiter)
            }
        } onCancel: {
            leave(number)
        }
    }

    /// Takes a waiter out of the queue. It may have held up others for whom there is room.
    private func leave(_ number: UInt64) {
        let (left, granted) = state.withLock { state -> (Waiter?, [Waiter]) in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return (nil, []) }
            let left = state.waiters.remove(at: index)
            return (left, Self.grantWaiters(&state))
        }
        for waiter in granted { waiter.continuation.resume() }
        left?.continuation.resume(throwing: CancellationError())
    }

    private func add(_ waiter: Waiter) {
        enum Next { case wait, go, cancelled }
        let next = state.withLock { state -> Next in
            // Memory may have come free since the first try, and a cancellation may have come before the waiter.
            if Task.isCancelled { return .cancelled }
            if Self.tryGrant(waiter.ticket, waiter.bytes, &state) { return .go }
            state.waiters.append(waiter)
            return .wait
        }
        switch next {
        case .wait: break
        case .go: waiter.continuation.resume()
        case .cancelled: waiter.continuation.resume(throwing: CancellationError())
        }
    }

    private static func tryGrant(_ ticket: Ticket, _ bytes: Int, _ state: inout State) -> Bool {
        let isNew = state.claims.held(by: ticket) == 0
        if isNew && !state.waiters.isEmpty { return false }
        let stepped = (bytes + step - 1) / step * step
        guard state.claims.grow(ticket, to: min(stepped, state.claims.most(of: ticket))) else { return false }
        state.peak = max(state.peak, state.claims.held)
        return true
    }

    /// Grants in turn; the first newcomer that finds no room holds up those behind it that hold nothing either.
    private static func grantWaiters(_ state: inout State) -> [Waiter] {
        var granted: [Waiter] = []
        var left: [Waiter] = []
        for waiter in state.waiters {
            let isNew = state.claims.held(by: waiter.ticket) == 0
            let blocked = isNew && left.contains { state.claims.held(by: $0.ticket) == 0 }
            let target = min((waiter.bytes + step - 1) / step * step, state.claims.most(of: waiter.ticket))
            if !blocked && state.claims.grow(waiter.ticket, to: target) {
                granted.append(waiter)
            } else {
                left.append(waiter)
            }
        }
        state.waiters = left
        state.peak = max(state.peak, state.claims.held)
        return granted
    }
}
