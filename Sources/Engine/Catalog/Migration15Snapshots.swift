import GRDB

extension Catalog {
    /// The snapshots that were made and have not expired: a disk that is not mounted looks like a folder without any.
    static func createSnapshotMarks(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE snapshot_mark (
                    id TEXT PRIMARY KEY,
                    made_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
