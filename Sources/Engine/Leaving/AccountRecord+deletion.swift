import GRDB

extension AccountRecord {
    /// When the account will be deleted; nil where nobody asked for that.
    static func deletionDue(_ id: AccountID, in database: Database) throws -> Moment? {
        try Int64.fetchOne(
            database, sql: "SELECT deletion_due FROM account WHERE id = ? AND deletion_due IS NOT NULL",
            arguments: [id.blob]
        ).map { Moment(milliseconds: $0) }
    }

    /// Plans a deletion, or calls it back.
    static func setDeletionDue(_ moment: Moment?, of id: AccountID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE account SET deletion_due = ? WHERE id = ?", arguments: [moment?.milliseconds, id.blob])
    }

    /// The accounts whose time has come.
    static func dueForDeletion(now: Moment, in database: Database) throws -> [AccountID] {
        try Row.fetchAll(
            database, sql: "SELECT id FROM account WHERE deletion_due <= ? AND state <> 'deleted'",
            arguments: [now.milliseconds]
        ).map { try $0.identifier("id") }
    }
}
