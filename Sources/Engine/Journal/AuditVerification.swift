import GRDB

/// What a check of the whole journal found.
public struct AuditVerification: Sendable, Equatable {
    /// Rows that were checked.
    public let events: Int
    /// The first thing that is wrong; nil when the journal is whole.
    public let problem: Problem?

    /// A way in which the chain is broken.
    public enum Problem: Sendable, Equatable {
        /// The row is not what was written, or its neighbour before it is not.
        case altered(sequence: Int64)
        /// Rows are missing before this one, or one was put in.
        case gap(sequence: Int64)
        /// Rows are missing at the end, or the end itself was altered.
        case endAltered
        /// The journal is genuine but older than what this snapshot recorded of it: an old copy was put back.
        case behindSnapshot(id: String)
        /// Rows are missing at the start, or the record of the last purge was altered.
        case startAltered
    }
}

extension Journal {
    /// Walks the chain from its start to its end with constant memory.
    func verify() async throws -> AuditVerification {
        let key = keys.journal
        return try await catalog.read { database in
            var walk = try AuditWalk(anchor: JournalEnds.anchor(database), key: key)
            let rows = try Row.fetchCursor(
                database, sql: "SELECT \(AuditRow.columns) FROM audit_event ORDER BY sequence")
            while walk.problem == nil, let row = try rows.next() {
                try walk.visit(AuditRow(row), link: row.bytes("link") ?? [])
            }
            try walk.finish(head: JournalEnds.head(database))
            return AuditVerification(events: walk.count, problem: walk.problem)
        }
    }
}

/// One pass over the chain.
private struct AuditWalk {
    private let key: SecretBytes
    private var sequence: Int64
    private var link: [UInt8]
    private(set) var count = 0
    private(set) var problem: AuditVerification.Problem?

    init(anchor: JournalEnds.End?, key: SecretBytes) throws {
        self.key = key
        self.sequence = anchor?.sequence ?? 0
        self.link = anchor?.link ?? AuditChain.genesis
        if let anchor, try !Self.isGenuine(anchor, name: "anchor", key: key) { problem = .startAltered }
    }

    mutating func visit(_ row: AuditRow, link stored: [UInt8]) throws {
        guard row.sequence == sequence + 1 else {
            problem = count == 0 ? .startAltered : .gap(sequence: row.sequence)
            return
        }
        guard Digest.constantTimeEqual(try AuditChain.link(of: row, after: link, key: key), stored) else {
            problem = .altered(sequence: row.sequence)
            return
        }
        sequence = row.sequence
        link = stored
        count += 1
    }

    mutating func finish(head: JournalEnds.End?) throws {
        guard problem == nil else { return }
        // A store in use has an end: its start is an event. None at all means that everything was taken away.
        guard let head else {
            problem = .endAltered
            return
        }
        let genuine = try Self.isGenuine(head, name: "head", key: key)
        if !genuine || head.sequence != sequence || head.link != link { problem = .endAltered }
    }

    private static func isGenuine(_ end: JournalEnds.End, name: String, key: SecretBytes) throws -> Bool {
        let seal = try AuditChain.seal(end: name, sequence: end.sequence, link: end.link, key: key)
        return Digest.constantTimeEqual(seal, end.seal)
    }
}
