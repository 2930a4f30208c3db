import GRDB

/// What the removal of somebody from a structure did.
public struct StaffRemoval: Sendable, Equatable {
    public let habilitation: HabilitationID
    /// Whether the account had no other structure and is disabled (ACC-13).
    public let isDisabled: Bool
    /// Sessions that ended.
    public let sessions: Int
}

extension Vault {
    /// Ends the habilitation of a professional or manager in a structure for good, as a manager does on the page of the
    /// team: the operator does it at a manager's request (ROL-03). Sessions of the account end at once.
    ///
    /// - Parameters:
    ///   - name: the login name, or the account's id.
    ///   - reason: who asked for it and why; it is kept in the journal.
    /// - Throws: `denied`; `notFound` where there is no such account, or none that acts for the structure;
    ///   `fieldUnusable`.
    public func removeStaff(
        _ name: String, from structure: StructureID, reason: String, by actor: Actor
    ) async throws -> StaffRemoval {
        try await require(actor, .changeAccount, on: .service)
        let reason = try Self.kept(reason)
        return try await change { database in
            let account = try account(named: name, in: database)
            guard let habilitation = try HabilitationRecord.current(of: account, in: structure, database) else {
                throw VaultFailure(.notFound)
            }
            let isDisabled = try end(habilitation, version: habilitation.version, by: actor, in: database)
            let sessions = try AccountState.endSessions(of: account, in: database)
            let event = AuditEvent(
                .habilitationEnded, owner: account, item: habilitation.id.bytes, structure: structure,
                details: [.purpose: reason])
            try journal.record(event, by: actor, in: database)
            return StaffRemoval(habilitation: habilitation.id, isDisabled: isDisabled, sessions: sessions)
        }
    }

    /// Ends a habilitation, and disables an account that has no other (ACC-13). Its event and the end of the sessions
    /// are the caller's.
    ///
    /// - Returns: whether the account was disabled.
    /// - Throws: `changedMeanwhile` unless it still has this version.
    @discardableResult
    func end(
        _ habilitation: Habilitation, version: Int, by actor: Actor, in database: Database
    ) throws -> Bool {
        try HabilitationRecord.setState(.ended, of: habilitation.id, version: version, at: clock.now(), in: database)
        guard try AccountState.disableIfUnneeded(habilitation.account, in: database) else { return false }
        let event = AuditEvent(.accountDisabled, owner: habilitation.account, structure: habilitation.structure)
        try journal.record(event, by: actor, in: database)
        return true
    }
}
