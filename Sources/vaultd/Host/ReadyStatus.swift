import Engine

/// The line that `systemctl status` shows.
enum ReadyStatus {
    /// How the service stands and what to do next.
    static func text(_ state: VaultSlot.State, address: PublicAddress) -> String {
        switch state {
        case .open: "Serving \(address.text); vaultctl status says more"
        case .locked(let reason): "LOCKED: \(reason.sentence) Nothing was changed; vaultctl status says more"
        case .opening: "Opening the store"
        case .stopped: "Stopping"
        }
    }
}
