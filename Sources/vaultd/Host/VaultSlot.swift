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

    private let current: Mutex<State>

    /// A slot in `state`.
    init(_ state: State = .opening) { self.current = Mutex(state) }

    /// How the vault stands at this moment.
    var state: State {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

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

    /// Changes the open vault in one step; does nothing while there is none.
    func update(_ change: (Vault) -> Vault) {
        current.withLock { state in
            guard case .open(let vault) = state else { return }
            state = .open(change(vault))
        }
    }
}
