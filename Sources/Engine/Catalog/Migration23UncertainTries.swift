import GRDB

extension Catalog {
    /// Step 23: how often a message may have left although nobody knows.
    static func createUncertainTries(_ database: Database) throws {
        try database.execute(
            sql: "ALTER TABLE outbox ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain >= 0)")
    }
}
