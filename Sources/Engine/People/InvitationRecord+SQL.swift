import GRDB

/// A row of the table `invitation`.
struct InvitationRecord: Sendable {
    /// What the catalog knows the link by.
    let mark: [UInt8]
    let account: AccountID
    let structure: StructureID
    /// Who invited: a professional, or the manager who invites one.
    let professional: AccountID
    /// What the catalog knows the code by, which is said aloud.
    let code: [UInt8]
    var tries = 0
    let madeAt: Moment
    let endsAt: Moment
    let channel: Notice.Channel
}

extension InvitationRecord {
    private static let columns = "mark, account, structure, professional, code, tries, made_at, ends_at, channel"

    private init(_ row: Row) throws {
        guard let channel = Notice.Channel(rawValue: row["channel"]) else {
            throw VaultFailure(.catalogDamaged, ["reason": "unknown way of an invitation"])
        }
        self.init(
            mark: row.bytes("mark") ?? [], account: try row.identifier("account"),
            structure: try row.identifier("structure"), professional: try row.identifier("professional"),
            code: row.bytes("code") ?? [], tries: row["tries"], madeAt: Moment(milliseconds: row["made_at"]),
            endsAt: Moment(milliseconds: row["ends_at"]), channel: channel)
    }

    func insert(into database: Database) throws {
        try database.execute(
            sql: "INSERT INTO invitation (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                mark.blob, account.blob, structure.blob, professional.blob, code.blob, tries, madeAt.milliseconds,
                endsAt.milliseconds, channel.rawValue,
            ])
    }

    static func find(_ mark: [UInt8], _ database: Database) throws -> InvitationRecord? {
        try Row.fetchOne(
            database, sql: "SELECT \(columns) FROM invitation WHERE mark = ?", arguments: [mark.blob]
        ).map(InvitationRecord.init)
    }

    /// The invitation into an account into which nobody has come yet.
    static func find(of account: AccountID, _ database: Database) throws -> InvitationRecord? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT \(columns) FROM invitation
                WHERE account = ? AND EXISTS (SELECT 1 FROM account a WHERE a.id = account AND a.state = 'invited')
                """,
            arguments: [account.blob]
        ).map(InvitationRecord.init)
    }

    /// Those of a structure, for accounts of a role, oldest first.
    static func waiting(in structure: StructureID, _ role: Role, _ database: Database) throws -> [InvitationRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(columns) FROM invitation WHERE structure = ?
                AND EXISTS (SELECT 1 FROM account a WHERE a.id = account AND a.state = 'invited' AND a.role = ?)
                ORDER BY made_at, account
                """,
            arguments: [structure.blob, role.rawValue]
        ).map(InvitationRecord.init)
    }

    /// Counts a wrong code.
    func countTry(in database: Database) throws {
        try database.execute(sql: "UPDATE invitation SET tries = tries + 1 WHERE mark = ?", arguments: [mark.blob])
    }

    func delete(in database: Database) throws {
        try database.execute(sql: "DELETE FROM invitation WHERE mark = ?", arguments: [mark.blob])
    }

    /// Brings the invitation of somebody to a structure that they act for from now on, unless they still act for the one
    /// that invited them. A link that is too old stays dead; it can be sent again for as long as a new one is good.
    static func move(of account: AccountID, to structure: StructureID, now: Moment, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE invitation SET structure = :structure WHERE account = :account AND NOT EXISTS (
                    SELECT 1 FROM habilitation h
                    WHERE h.account = :account AND h.structure = invitation.structure AND h.state <> 'ended')
                """,
            arguments: ["account": account.blob, "structure": structure.blob])
        try database.execute(
            sql: "UPDATE invitation SET ends_at = ?, tries = ? WHERE account = ? AND ends_at <= ?",
            arguments: [
                (now + InvitationRules.staffLifetime).milliseconds, InvitationRules.tries, account.blob, now.milliseconds,
            ])
    }

    /// Accounts that were invited and into which nobody can come any more.
    static func lapsed(at now: Moment, _ database: Database) throws -> [AccountID] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT i.account AS account FROM invitation i JOIN account a ON a.id = i.account
                WHERE i.ends_at <= ? AND a.state = 'invited'
                """,
            arguments: [now.milliseconds]
        ).map { try $0.identifier("account") }
    }
}
