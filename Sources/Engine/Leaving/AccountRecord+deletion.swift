import GRDB

extension AccountRecord {
    /// When the account will be deleted; nil where nobody asked for that.
    static func deletionDue(_ id: AccountID, in database: Database) throws -> Moment? {
        try Int64.fetchOne(
            database, sql: "SELECT deletion_due FROM account WHERE id = ? AND deletion_due IS NOT NULL",
            arguments: [id.blob]
        ).map { Moment(milliseconds: $0) }
    }

    /// Plans a deletion, or calls it back.
    static func setDeletionDue(_ moment: Moment?, of id: AccountID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE account SET deletion_due = ? WHERE id = ?", arguments: [moment?.milliseconds, id.blob])
    }

    /// Removes an account with everything that hangs on it, and leaves an empty one in its place. The files of its
    /// documents are the caller's.
    ///
    /// - Returns: whether there was one.
    static func empty(_ account: AccountID, keys: ServiceKeys, in database: Database) throws -> Bool {
        let row = try Row.fetchOne(
            database, sql: "SELECT role, language, created_at FROM account WHERE id = ? AND state <> 'deleted'",
            arguments: [account.blob])
        guard let row else { return false }
        func empty(_ column: String) throws -> [UInt8] {
            try keys.directory.seal(text: "", at: address(column, of: account))
        }
        // Sessions, password, safe, documents, shares, mandates: whatever names the account goes with it.
        try database.execute(sql: "DELETE FROM account WHERE id = ?", arguments: [account.blob])
        try database.execute(
            sql: """
                INSERT INTO account (id, role, state, login_index, login_name, first_name, last_name, language, created_at)
                VALUES (?, ?, 'deleted', ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account.blob, row["role"] as String, try Digest.random(Digest.size).blob, try empty("login_name").blob,
                try empty("first_name").blob, try empty("last_name").blob, row["language"] as String,
                row["created_at"] as Int64,
            ])
        return true
    }

    /// The accounts whose time has come.
    static func dueForDeletion(now: Moment, in database: Database) throws -> [AccountID] {
        try Row.fetchAll(
            database, sql: "SELECT id FROM account WHERE deletion_due <= ? AND state <> 'deleted'",
            arguments: [now.milliseconds]
        ).map { try $0.identifier("id") }
    }
}
