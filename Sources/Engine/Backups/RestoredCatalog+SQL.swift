import GRDB

/// What changes in a catalog that comes out of a snapshot.
enum RestoredCatalog {
    /// Forgets master keys that wrap nothing in it. A snapshot keeps alive only the terms that it needs, so one that its
    /// catalog merely mentions may have left the key file since, and would make the store look foreign.
    static func forgetUnusedTerms(in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM key_term WHERE term NOT IN (SELECT term FROM safe UNION SELECT term FROM system_key)")
    }

    /// Deletes documents that have no file in the snapshot because they were erased, all sessions, and the last runs of
    /// jobs, which say nothing about this machine.
    static func forget(_ erased: [DocumentID], in database: Database) throws {
        for document in erased {
            try database.execute(sql: "DELETE FROM document WHERE id = ?", arguments: [document.blob])
        }
        if !erased.isEmpty {
            try database.execute(
                sql: """
                    UPDATE safe SET used =
                        (SELECT COALESCE(SUM(size), 0) FROM document WHERE document.safe = safe.id)
                    """)
        }
        try database.execute(sql: "DELETE FROM session")
        try database.execute(sql: "DELETE FROM job_run")
        try database.execute(sql: "DELETE FROM snapshot_mark")
        // What waited then was sent since, or is not worth it any more.
        try database.execute(sql: "DELETE FROM outbox WHERE done_at IS NULL")
    }
}

extension RestoredCatalog {
    /// Accounts that were deleted after the snapshot was made.
    struct Accounts: Sendable {
        /// Those that the snapshot has.
        var present: [AccountID] = []
        /// Those that came and went since.
        var absent: [AccountID] = []
    }

    static func accounts(erasedIn erasures: KnownErasures, _ database: Database) throws -> Accounts {
        let known = try KnownErasures.accounts(erasedIn: database)
        var accounts = Accounts()
        for account in erasures.accounts.subtracting(known).sorted(by: { $0.precedes($1) }) {
            let exists = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM account WHERE id = ?)", arguments: [account.blob])
            if exists == true { accounts.present.append(account) } else { accounts.absent.append(account) }
        }
        return accounts
    }

    /// Deletes an account again: of one that nobody ever used nothing stays.
    static func empty(_ account: AccountID, keys: ServiceKeys, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM account WHERE id = ? AND state = 'invited'", arguments: [account.blob])
        _ = try AccountRecord.empty(account, keys: keys, in: database)
    }

    /// The documents in it that were erased since.
    static func documents(erasedIn erasures: KnownErasures, _ database: Database) throws -> [DocumentID] {
        try DocumentRecord.existing(among: Array(erasures.all.keys), database).sorted { $0.precedes($1) }
    }

    /// Keeps what is known of erasures, so that a later restore knows it too; not of what has come back.
    static func keep(_ erasures: KnownErasures, in database: Database) throws {
        let present = try DocumentRecord.existing(among: Array(erasures.all.keys), database)
        for (document, erased) in erasures.all where !present.contains(document) {
            try database.execute(
                sql: "INSERT OR IGNORE INTO erasure (document, holder, erased_at, file_removed) VALUES (?, ?, ?, 1)",
                arguments: [document.blob, erased.holder.blob, erased.at.milliseconds])
        }
    }
}
