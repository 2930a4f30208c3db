/// What a wrapped key is for. It is bound into the wrap: a key of one purpose cannot be put in the place of
/// another (ANSSI: one key, one use). A released raw value never changes.
enum KeyPurpose: String, Sendable, CaseIterable {
    /// One per safe: wraps its document keys and seals its fields.
    case safeKey = "safe"
    /// One per sealed file.
    case documentKey = "document"
    /// Seals people and structures; gives the blind-index keys.
    case directoryKey = "directory"
    /// Authenticates the journal.
    case journalKey = "journal"
    /// Seals the details of journal events.
    case journalDetailsKey = "journal-details"
    /// The keyed pre-hash of passwords.
    case pepper = "pepper"
    /// One per snapshot.
    case snapshot = "snapshot"
}
