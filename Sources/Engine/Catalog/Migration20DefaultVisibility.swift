import GRDB

extension Catalog {
    /// Step 20: whether what a holder puts in is private or shared at once, by the holder's choice (SHR-04).
    static func createDefaultVisibility(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE safe ADD COLUMN default_visibility TEXT NOT NULL DEFAULT 'private'
                    CHECK (default_visibility IN ('private', 'shared'));
                -- Whether a grant came of that choice, and not of a word on this document: then it does not outlast the
                -- document being marked as sensitive.
                ALTER TABLE share_grant ADD COLUMN by_default INTEGER NOT NULL DEFAULT 0 CHECK (by_default IN (0, 1));
                """)
    }
}
