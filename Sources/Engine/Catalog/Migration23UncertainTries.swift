import GRDB

extension Catalog {
    /// Step 23: how often a message may have left although nobody knows, and the token that a session had before the
    /// password was proven once more.
    static func createUncertainTries(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE outbox ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain >= 0);
                -- For what began under it and is not yet ended; nothing begins under it any more.
                ALTER TABLE session ADD COLUMN former_digest BLOB;
                CREATE INDEX session_former ON session (former_digest) WHERE former_digest IS NOT NULL;
                """)
    }
}
