import GRDB

extension Catalog {
    /// Step 14: a safe knows how many documents it holds. Counting them took longer with each, in every deposit. The
    /// catalog counts, so that no way in or out of the table is forgotten.
    static func countDocuments(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE safe ADD COLUMN documents INTEGER NOT NULL DEFAULT 0 CHECK (documents >= 0);
                UPDATE safe SET documents = (SELECT COUNT(*) FROM document WHERE document.safe = safe.id);
                CREATE TRIGGER document_comes AFTER INSERT ON document BEGIN
                    UPDATE safe SET documents = documents + 1 WHERE id = new.safe;
                END;
                CREATE TRIGGER document_goes AFTER DELETE ON document BEGIN
                    UPDATE safe SET documents = documents - 1 WHERE id = old.safe;
                END;
                """)
    }
}
