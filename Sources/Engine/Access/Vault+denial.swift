extension Vault {
    /// Writes down that someone was refused before any operation began: by the kernel's word on who is at the
    /// control socket (AUD-01).
    public func noteDenial(of action: Action, to actor: Actor) async throws {
        try await journal.record(
            AuditEvent(.accessDenied, .refused, details: [.action: action.rawValue]), by: actor)
    }
}
