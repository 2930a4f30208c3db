import GRDB

extension TermsAcceptance {
    static func exists(
        _ kind: OfficialText.Kind, _ version: String, of account: AccountID, in database: Database
    ) throws -> Bool {
        try Int.fetchOne(
            database, sql: "SELECT 1 FROM terms_acceptance WHERE account = ? AND text = ? AND version = ?",
            arguments: [account.blob, kind.rawValue, version]) != nil
    }

    /// - Returns: whether it is new.
    func insert(for account: AccountID, into database: Database) throws -> Bool {
        try database.execute(
            sql: """
                INSERT INTO terms_acceptance (account, text, version, language, digest, accepted_at)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
            arguments: [account.blob, kind.rawValue, version, language, digest.blob, at.milliseconds])
        return database.changesCount > 0
    }

    static func all(of account: AccountID, in database: Database) throws -> [TermsAcceptance] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM terms_acceptance WHERE account = ? ORDER BY accepted_at DESC, version DESC",
            arguments: [account.blob]
        ).map { row in
            guard let kind = OfficialText.Kind(rawValue: row["text"]) else {
                throw VaultFailure(.catalogDamaged, ["reason": "an acceptance cannot be read"])
            }
            return TermsAcceptance(
                kind: kind, version: row["version"], language: row["language"], digest: row.bytes("digest") ?? [],
                at: Moment(milliseconds: row["accepted_at"]))
        }
    }
}
