import GRDB

/// Places in the journal that something outside of it remembers.
enum JournalMarks {
    /// Whether the journal still goes through `mark`: the event has that link, or it was purged since.
    static func holds(_ mark: SnapshotManifest.JournalMark, in database: Database) throws -> Bool {
        guard mark.sequence > 0 else { return true }
        let row = try Row.fetchOne(
            database, sql: "SELECT link FROM audit_event WHERE sequence = ?", arguments: [mark.sequence])
        if let row { return Digest.constantTimeEqual(row.bytes("link") ?? [], mark.link) }
        guard let anchor = try JournalEnds.anchor(database) else { return false }
        return anchor.sequence > mark.sequence || (anchor.sequence == mark.sequence && anchor.link == mark.link)
    }

    /// The events that tell of restores.
    static func restores(_ database: Database) throws -> [AuditRow] {
        try Row.fetchAll(
            database, sql: "SELECT \(AuditRow.columns) FROM audit_event WHERE kind = ? ORDER BY sequence",
            arguments: [AuditEvent.Kind.storeRestored.rawValue]
        ).map { AuditRow($0) }
    }
}
