import GRDB

/// Whether a person lets a structure follow them (ACC-10).
public enum AffiliationState: String, Sendable, CaseIterable {
    case pending, active, refused, ended
}

/// The table `affiliation`.
enum AffiliationRecord {
    static func state(of account: AccountID, with structure: StructureID, _ database: Database) throws -> AffiliationState? {
        try String.fetchOne(
            database, sql: "SELECT state FROM affiliation WHERE account = ? AND structure = ?",
            arguments: [account.blob, structure.blob]
        ).flatMap(AffiliationState.init(rawValue:))
    }

    /// Puts a state in the place of the present one, or of none.
    static func setState(
        _ state: AffiliationState, of account: AccountID, with structure: StructureID, at moment: Moment,
        in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO affiliation (account, structure, state, changed_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (account, structure) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at
                """,
            arguments: [account.blob, structure.blob, state.rawValue, moment.milliseconds])
    }

    /// Notes that a professional asks for it.
    static func ask(
        _ account: AccountID, for structure: StructureID, by professional: AccountID, at moment: Moment,
        in database: Database
    ) throws {
        try setState(.pending, of: account, with: structure, at: moment, in: database)
        try database.execute(
            sql: "UPDATE affiliation SET asked_by = ?, asked_at = ? WHERE account = ? AND structure = ?",
            arguments: [professional.blob, moment.milliseconds, account.blob, structure.blob])
    }

    /// Ends it, with the mandates to the structure and whatever was arranged about who follows. The one place where an
    /// affiliation ends, whoever ends it.
    static func end(
        _ account: AccountID, with structure: StructureID, at moment: Moment, in database: Database
    ) throws {
        try setState(.ended, of: account, with: structure, at: moment, in: database)
        try MandateRecord.revoke(of: account, to: structure, at: moment, in: database)
        try CaseAssignments.forget(account, in: structure, database)
    }

    /// How many people let the structure follow them.
    static func activeCount(with structure: StructureID, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM affiliation WHERE structure = ? AND state = 'active'",
            arguments: [structure.blob]) ?? 0
    }

    /// People whose affiliation is active or pending.
    static func current(with structure: StructureID, _ database: Database) throws -> [AccountID] {
        try Row.fetchAll(
            database, sql: "SELECT account FROM affiliation WHERE structure = ? AND state IN ('active', 'pending')",
            arguments: [structure.blob]
        ).map { try $0.identifier("account") }
    }
}
