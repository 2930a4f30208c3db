import GRDB

extension Catalog {
    /// Step 22: up to which step the journal tells of upgrades (AUD-03). The steps themselves are committed before there
    /// is a journal to write to, and a stop in between must not swallow the line.
    static func createJournaledStep(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE journaled_step (
                    only INTEGER PRIMARY KEY CHECK (only = 1),
                    step TEXT NOT NULL
                ) STRICT;
                -- A store that is there already is being upgraded; a new one gets its row with its name.
                INSERT INTO journaled_step (only, step) SELECT 1, '' FROM instance;
                """)
    }
}
