/// The events that have a message id of their own in the journal, so that `journalctl MESSAGE_ID=…` and
/// `journalctl VAULT_EVENT=…` find them in any language and version. An id never changes.
enum JournalEvent: String, CaseIterable, Sendable {
    case serviceStarted, serviceLocked, serviceStopping
    case reloaded, reloadRefused
    case requestAnswered, requestFailed
    case scannerReady, scannerFailed
    case watchdogSilent
    case supervisionAlert

    /// 128 random bits, as sd-id128 makes them.
    var messageID: String {
        switch self {
        case .serviceStarted: "5b8c1f60a2d94b7d8e3f0c9a417be2d1"
        case .serviceLocked: "c7a0e94d13f84e5c9b62d8f7305a1e46"
        case .serviceStopping: "1e94b7c2d05f4a38a6c1790be8f3d254"
        case .reloaded: "83d6fa1470b94c2e95e8a3c61f07bd29"
        case .reloadRefused: "f02a6d8e94c74b11b3d75e80c9a2614f"
        case .requestAnswered: "6a4d90c3e7b84f1fa025d81b9c3e7f60"
        case .requestFailed: "d91b3e07f6c54a82bc4f6e12a873c05d"
        case .scannerReady: "2f7ce8a15d0b4396893ea4f1c06bd7e8"
        case .scannerFailed: "9c05d2b7481e4fe6a71f30c8e5b964da"
        case .watchdogSilent: "4e83a1f9c62d47b0980c5b7de31fa246"
        case .supervisionAlert: "7d1e40b8c92f4a65b3e8f05d6a17c294"
        }
    }
}
