import GRDB

extension Catalog {
    /// Step 24: the token that a session had before the password was proven once more, for what began under it and has
    /// not ended yet. Nothing begins under it any more.
    static func createFormerTokens(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE session ADD COLUMN former_digest BLOB;
                CREATE INDEX session_former ON session (former_digest) WHERE former_digest IS NOT NULL;
                """)
    }
}
