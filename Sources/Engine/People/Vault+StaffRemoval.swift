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
            return try end(habilitation, reason: reason, by: actor, in: database)
        }
    }

    /// Ends a habilitation in the version that was read, with the sessions of its account, and disables an account that
    /// has no other (ACC-13); with the events of all that.
    ///
    /// - Parameter reason: where one was given; normalised.
    /// - Throws: `changedMeanwhile` unless it still has this version.
    @discardableResult
    func end(
        _ habilitation: Habilitation, reason: String? = nil, by actor: Actor, in database: Database
    ) throws -> StaffRemoval {
        let (id, account, structure) = (habilitation.id, habilitation.account, habilitation.structure)
        try HabilitationRecord.setState(.ended, of: id, version: habilitation.version, at: clock.now(), in: database)
        let sessions = try AccountState.endSessions(of: account, in: database)
        let ended = AuditEvent(
            .habilitationEnded, owner: account, item: id.bytes, structure: structure,
            details: reason.map { [.purpose: $0] } ?? [:])
        try journal.record(ended, by: actor, in: database)
        let isDisabled = try AccountState.disableIfUnneeded(account, in: database)
        if isDisabled {
            let disabled = AuditEvent(.accountDisabled, owner: account, structure: structure)
            try journal.record(disabled, by: actor, in: database)
        } else if let left = try HabilitationRecord.remainingStructure(of: account, database) {
            try InvitationRecord.move(of: account, to: left, now: clock.now(), in: database)
        }
        return StaffRemoval(habilitation: id, isDisabled: isDisabled, sessions: sessions)
    }
}
