import GRDB

extension Catalog {
    /// Step 6: what was last seen of the clock, so that a jump is found over a restart too (RET-06).
    static func createClockMark(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE clock_mark (
                    only INTEGER PRIMARY KEY CHECK (only = 1),
                    trusted_at INTEGER NOT NULL,        -- the last reading that was believed
                    trusted_uptime INTEGER NOT NULL,
                    trusted_boot TEXT NOT NULL,
                    seen_at INTEGER NOT NULL,           -- the last reading
                    seen_uptime INTEGER NOT NULL,
                    seen_boot TEXT NOT NULL,
                    watched INTEGER                     -- NULL while the clock is believed
                ) STRICT;
                """)
    }
}
