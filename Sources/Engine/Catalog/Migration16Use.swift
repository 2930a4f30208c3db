import GRDB

extension Catalog {
    /// Step 16: when an account was last used, and how far it has come on its way out if it is not (ACC-12).
    ///
    /// Of the time before this step nobody knows, so for accounts that exist it begins with the newest event there is.
    static func createUse(_ database: Database) throws {
        try database.execute(
            sql: """
                -- To the day. What counts as use says AccountUse.
                ALTER TABLE account ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE account ADD COLUMN unused_stage INTEGER NOT NULL DEFAULT 0 CHECK (unused_stage BETWEEN 0 AND 4);
                -- When it came to that stage.
                ALTER TABLE account ADD COLUMN unused_since INTEGER;
                UPDATE account SET used_at = max(created_at, ifnull((SELECT MAX(at) FROM audit_event), 0));
                """)
    }
}
