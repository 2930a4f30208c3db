import GRDB

extension Catalog {
    /// Step 21: whether a recovery card was made with the second factor, where its account had one.
    static func createCardProofs(_ database: Database) throws {
        try database.execute(
            sql: """
                -- 0: with the password alone, by a holder whose second factor is out of reach: such a card takes factors
                -- away only after a while. Cards from before count as they did then.
                ALTER TABLE recovery_card ADD COLUMN proven INTEGER NOT NULL DEFAULT 1 CHECK (proven IN (0, 1));
                """)
    }
}
