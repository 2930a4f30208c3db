import GRDB

/// The step of the schema that the journal has told of last: it is this one that the store came to by an upgrade, a
/// restore, or by being made.
enum JournaledStep {
    /// The step that this version brings every store to.
    static var newest: String { Catalog.migrator.migrations.last ?? "" }

    /// Empty where a store from before there was such a mark was upgraded; nil in one that has no name yet.
    static func find(in database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT step FROM journaled_step")
    }

    static func set(_ step: String, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO journaled_step (only, step) VALUES (1, ?)", arguments: [step])
    }
}
