import GRDB

extension Catalog {
    /// Step 19: finds what a professional or manager did without reading the journal whole (AUD-05).
    static func indexStaffActs(_ database: Database) throws {
        try database.execute(
            sql: """
                -- What holders did is found by owner; their rows, most of all, stay out. With the structure in it the acts
                -- in one structure are counted without opening a row.
                CREATE INDEX audit_actor ON audit_event (actor, sequence, structure)
                    WHERE actor_kind IN ('professional', 'manager');
                """)
    }
}
