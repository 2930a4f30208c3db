import GRDB

/// A row of the table `invitation`.
struct InvitationRecord: Sendable {
    /// What the catalog knows the link by.
    let mark: [UInt8]
    let account: AccountID
    let structure: StructureID
    /// Who invited.
    let professional: AccountID
    /// What the catalog knows the code by, which is said aloud.
    let code: [UInt8]
    let tries: Int
    let endsAt: Moment
}

extension InvitationRecord {
    func insert(into database: Database) throws {
        try database.execute(
            sql: "INSERT INTO invitation (mark, account, structure, professional, code, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [mark.blob, account.blob, structure.blob, professional.blob, code.blob, endsAt.milliseconds])
    }

    static func find(_ mark: [UInt8], _ database: Database) throws -> InvitationRecord? {
        try Row.fetchOne(
            database,
            sql: "SELECT mark, account, structure, professional, code, tries, ends_at FROM invitation WHERE mark = ?",
            arguments: [mark.blob]
        ).map { row in
            InvitationRecord(
                mark: row.bytes("mark") ?? [], account: try row.identifier("account"),
                structure: try row.identifier("structure"), professional: try row.identifier("professional"),
                code: row.bytes("code") ?? [], tries: row["tries"], endsAt: Moment(milliseconds: row["ends_at"]))
        }
    }

    /// Counts a wrong code.
    func countTry(in database: Database) throws {
        try database.execute(sql: "UPDATE invitation SET tries = tries + 1 WHERE mark = ?", arguments: [mark.blob])
    }

    func delete(in database: Database) throws {
        try database.execute(sql: "DELETE FROM invitation WHERE mark = ?", arguments: [mark.blob])
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
