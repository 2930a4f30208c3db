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
        // What waited then was sent since, or is not worth it any more.
        try database.execute(sql: "DELETE FROM outbox WHERE done_at IS NULL")
    }
}
