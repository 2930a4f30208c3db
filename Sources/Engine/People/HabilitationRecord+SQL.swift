import GRDB

/// The table `habilitation`.
enum HabilitationRecord {
    static let columns =
        "h.id, h.account, h.structure, h.role, h.scope, h.state, h.granted_at, h.ends_at, h.changed_at, h.version"

    /// What makes a habilitation `h` count at `:now`: it is active, and a convention of its structure runs. Those of
    /// professionals also need to cover a person: `SafeRelation.coverage`.
    static let inForce = """
        h.state = 'active' AND (h.ends_at IS NULL OR h.ends_at > :now)
        AND EXISTS (
            SELECT 1 FROM convention v WHERE v.structure = h.structure AND v.ended_at IS NULL
            AND v.begins_at <= :now AND (v.ends_at IS NULL OR v.ends_at > :now))
        """

    static func read(_ row: Row) throws -> Habilitation {
        guard let scope = Habilitation.Scope(rawValue: row["scope"]), let state = Habilitation.State(rawValue: row["state"])
        else { throw VaultFailure(.catalogDamaged, ["reason": "unknown state of a habilitation"]) }
        return Habilitation(
            id: try row.identifier("id"), account: try row.identifier("account"),
            structure: try row.identifier("structure"), role: try Role(stored: row["role"]), scope: scope, state: state,
            grantedAt: Moment(milliseconds: row["granted_at"]),
            endsAt: (row["ends_at"] as Int64?).map { Moment(milliseconds: $0) },
            changedAt: Moment(milliseconds: row["changed_at"]), version: row["version"])
    }

    /// A new one, active at once.
    static func insert(
        _ id: HabilitationID, of account: AccountID, in structure: StructureID, role: Role, by grantor: AccountID?,
        at moment: Moment, until end: Moment? = nil, into database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO habilitation (id, account, structure, role, scope, state, granted_at, granted_by, ends_at,
                    changed_at)
                VALUES (?, ?, ?, ?, 'structure', 'active', ?, ?, ?, ?)
                """,
            arguments: [
                id.blob, account.blob, structure.blob, role.rawValue, moment.milliseconds, grantor?.blob,
                end?.milliseconds, moment.milliseconds,
            ])
    }

    static func find(_ id: HabilitationID, in database: Database) throws -> Habilitation? {
        try Row.fetchOne(database, sql: "SELECT \(columns) FROM habilitation h WHERE h.id = ?", arguments: [id.blob])
            .map(read)
    }

    /// The one that has not ended; nil where there is none.
    static func current(of account: AccountID, in structure: StructureID, _ database: Database) throws -> Habilitation? {
        try Row.fetchOne(
            database,
            sql: "SELECT \(columns) FROM habilitation h WHERE h.account = ? AND h.structure = ? AND h.state <> 'ended'",
            arguments: [account.blob, structure.blob]
        ).map(read)
    }

    /// Whether its account has another one that has not ended, a suspended one included.
    static func hasOther(than habilitation: Habilitation, _ database: Database) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM habilitation WHERE account = ? AND id <> ? AND state <> 'ended'",
            arguments: [habilitation.account.blob, habilitation.id.blob]) != nil
    }

    /// What a person is in a structure now; nil for nothing.
    static func membership(
        of account: AccountID, in structure: StructureID, now: Moment, _ database: Database
    ) throws -> Role? {
        try inForce(of: account, now: now, database).first { $0.structure == structure }?.role
    }

    /// The structures for which an account has ever acted in a role, whatever became of it.
    static func structures(of account: AccountID, as role: Role, _ database: Database) throws -> Set<StructureID> {
        let rows = try Row.fetchAll(
            database, sql: "SELECT structure FROM habilitation WHERE account = ? AND role = ?",
            arguments: [account.blob, role.rawValue])
        return Set(try rows.map { try $0.identifier("structure") })
    }

    /// A structure for which an account still acts, or will again; nil where there is none.
    static func remainingStructure(of account: AccountID, _ database: Database) throws -> StructureID? {
        try Row.fetchOne(
            database, sql: "SELECT structure FROM habilitation WHERE account = ? AND state <> 'ended' ORDER BY id",
            arguments: [account.blob]
        ).map { try $0.identifier("structure") }
    }

    /// All of an account's that count now, oldest first.
    static func inForce(of account: AccountID, now: Moment, _ database: Database) throws -> [Habilitation] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(columns) FROM habilitation h JOIN account p ON p.id = h.account
                WHERE h.account = :account AND p.state = 'active' AND p.role = h.role AND \(inForce)
                ORDER BY h.granted_at, h.id
                """,
            arguments: ["account": account.blob, "now": now.milliseconds]
        ).map(read)
    }

    /// Those of a structure in a role that have not ended, and those that have.
    static func all(in structure: StructureID, role: Role, _ database: Database) throws -> [Habilitation] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(columns) FROM habilitation h WHERE h.structure = ? AND h.role = ?
                ORDER BY h.state = 'ended', h.granted_at, h.id
                """,
            arguments: [structure.blob, role.rawValue]
        ).map(read)
    }

    /// Puts another state in the place of the present one.
    ///
    /// - Throws: `changedMeanwhile` unless it still has this version.
    static func setState(
        _ state: Habilitation.State, of id: HabilitationID, version: Int, at moment: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE habilitation SET state = ?, changed_at = ?, version = version + 1 WHERE id = ? AND version = ?",
            arguments: [state.rawValue, moment.milliseconds, id.blob, version])
        guard database.changesCount == 1 else { throw VaultFailure(.changedMeanwhile) }
    }

    /// Those that have had their last day and have not been ended yet.
    static func over(at now: Moment, _ database: Database) throws -> [Habilitation] {
        try Row.fetchAll(
            database,
            sql: "SELECT \(columns) FROM habilitation h WHERE h.state <> 'ended' AND h.ends_at <= ? ORDER BY h.id",
            arguments: [now.milliseconds]
        ).map(read)
    }

    /// Puts another end in the place of the present one.
    ///
    /// - Throws: `changedMeanwhile` unless it still has this version.
    static func setEnd(
        _ end: Moment?, of id: HabilitationID, version: Int, at moment: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE habilitation SET ends_at = ?, changed_at = ?, version = version + 1 WHERE id = ? AND version = ?",
            arguments: [end?.milliseconds, moment.milliseconds, id.blob, version])
        guard database.changesCount == 1 else { throw VaultFailure(.changedMeanwhile) }
    }

    /// Puts another scope in the place of the present one.
    ///
    /// - Throws: `changedMeanwhile` unless it still has this version.
    static func setScope(
        _ scope: Habilitation.Scope, of id: HabilitationID, version: Int, at moment: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE habilitation SET scope = ?, changed_at = ?, version = version + 1 WHERE id = ? AND version = ?",
            arguments: [scope.rawValue, moment.milliseconds, id.blob, version])
        guard database.changesCount == 1 else { throw VaultFailure(.changedMeanwhile) }
    }
}
