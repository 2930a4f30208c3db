/// What a rotation of the master key did.
public struct RotationSummary: Sendable, Equatable {
    /// The term that is current now.
    public let term: UInt32
    /// Whether a rotation that was interrupted went on: alone at the schedule, before the new one at a command.
    public let resumed: Bool
    /// Keys that were wrapped anew and read back: those of safes and of the service, for each rotation.
    public let rewrapped: Int
    /// Older terms that stay in the key file, each with what still needs it.
    public let kept: [KeptTerm]
    /// Older terms that left the key file.
    public let removedTerms: [UInt32]

    /// An older term that something needs.
    public struct KeptTerm: Sendable, Equatable {
        public let term: UInt32
        /// `3 keys`, `snapshot 2026-…`, `a backup is running`.
        public let reason: String
    }
}
