import Synchronization

/// Wakes the one who empties the outbox. A ring that nobody waits for is kept: one, however often it rang.
final class OutboxBell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    init() {}

    func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state.waiter = nil }
            if state.waiter == nil { state.hasRung = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, at once where one was missed, and when the task is cancelled. For one waiter.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state -> Bool in
                    guard !state.hasRung, !Task.isCancelled else {
                        state.hasRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}

/// A bell for each channel: each is emptied by one of its own.
struct OutboxBells: Sendable {
    private let email = OutboxBell()
    private let sms = OutboxBell()

    subscript(_ channel: Notice.Channel) -> OutboxBell {
        switch channel {
        case .email: email
        case .sms: sms
        }
    }
}
