import GRDB

extension Catalog {
    /// Step 7: invitations to people who are not present (ACC-07).
    static func createInvitations(_ database: Database) throws {
        try database.execute(
            sql: """
                -- One for each account that nobody has come into yet. Link and code are kept as keyed marks.
                CREATE TABLE invitation (
                    mark BLOB PRIMARY KEY CHECK (length(mark) = 32),
                    account BLOB NOT NULL UNIQUE REFERENCES account (id) ON DELETE CASCADE,
                    structure BLOB NOT NULL REFERENCES structure (id),
                    professional BLOB NOT NULL,
                    code BLOB NOT NULL CHECK (length(code) = 32),
                    tries INTEGER NOT NULL DEFAULT 0,
                    ends_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
