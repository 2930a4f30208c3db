import GRDB

/// Removes old events from the start of the journal and moves the start, so that the rest still verifies.
///
/// Each row is checked against the chain before it goes: a purge must not sweep away the traces of tampering.
struct JournalPruning: Sendable {
    let key: SecretBytes
    /// Events from before this go.
    let limit: Moment

    /// Rows a transaction.
    private static let batch = 5000

    /// Rows that are due: those before the first that is young enough.
    func count(_ database: Database) throws -> Int {
        let last = try lastDue(database)
        let first = try Int64.fetchOne(database, sql: "SELECT MIN(sequence) FROM audit_event") ?? 1
        return max(0, Int(last - first + 1))
    }

    /// Removes one batch.
    ///
    /// - Returns: how many rows went; 0 when none is left.
    /// - Throws: `catalogDamaged` where a row is not what was written; nothing of the batch went then.
    func prune(_ database: Database) throws -> Int {
        let last = try lastDue(database)
        let anchor = try JournalEnds.anchor(database)
        var sequence = anchor?.sequence ?? 0
        var link = anchor?.link ?? AuditChain.genesis
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(AuditRow.columns) FROM audit_event WHERE sequence <= ? ORDER BY sequence LIMIT ?",
            arguments: [last, Self.batch])
        var count = 0
        while let row = try rows.next() {
            let event = AuditRow(row)
            let stored = row.bytes("link") ?? []
            guard event.sequence == sequence + 1,
                Digest.constantTimeEqual(try AuditChain.link(of: event, after: link, key: key), stored)
            else {
                throw VaultFailure(.catalogDamaged, ["reason": "the journal was altered at event \(event.sequence)"])
            }
            sequence = event.sequence
            link = stored
            count += 1
        }
        guard count > 0 else { return 0 }
        try database.execute(sql: "DELETE FROM audit_event WHERE sequence <= ?", arguments: [sequence])
        try JournalEnds.set("anchor", sequence: sequence, link: link, key: key, in: database)
        return count
    }

    private func lastDue(_ database: Database) throws -> Int64 {
        let firstYoung = try Int64.fetchOne(
            database, sql: "SELECT sequence FROM audit_event WHERE at >= ? ORDER BY sequence LIMIT 1",
            arguments: [limit.milliseconds])
        if let firstYoung { return firstYoung - 1 }
        return try Int64.fetchOne(database, sql: "SELECT MAX(sequence) FROM audit_event") ?? 0
    }
}
