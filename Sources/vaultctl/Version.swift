/// The version of this build; the daemon has its own beside it, and `vaultctl version` shows both.
enum Version {
    static let text = "0.1.0"
}
