import GRDB

extension FoundAccount {
    /// The account of a login name; nil where there is none.
    static func find(login index: [UInt8], in database: Database) throws -> FoundAccount? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT account.id AS id, role, state, language, safe.id AS safe
                FROM account LEFT JOIN safe ON safe.holder = account.id
                WHERE login_index = ?
                """,
            arguments: [index.blob]
        ).map { row in
            FoundAccount(
                id: try row.identifier("id"), role: try Role(stored: row["role"]), state: row["state"],
                language: row["language"], safe: row.bytes("safe").flatMap { SafeID(bytes: $0) })
        }
    }
}
