import GRDB

/// Looks up what a professional or manager did.
struct StaffActReading: Sendable {
    let actor: AccountID
    /// Only what was done in this structure; nil for everything.
    var structure: StructureID?

    /// A row of the journal as far as it is told of staff. What is sealed in it is not even read.
    struct Line: Sendable {
        let sequence: Int64
        let moment: Moment
        let kind: AuditEvent.Kind?
        let result: AuditEvent.Result
        let owner: AccountID?
        let structure: StructureID?
    }

    /// How many acts there are.
    func count(_ database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM audit_event WHERE \(condition)", arguments: arguments) ?? 0
    }

    /// Acts, newest first.
    func lines(skipping offset: Int, limit: Int, in database: Database) throws -> [Line] {
        var arguments = arguments
        arguments += ["limit": limit, "offset": offset]
        return try Row.fetchAll(
            database,
            sql: """
                SELECT sequence, at, kind, result, owner, structure FROM audit_event WHERE \(condition)
                ORDER BY sequence DESC LIMIT :limit OFFSET :offset
                """,
            arguments: arguments
        ).map { Line($0) }
    }

    /// The second term is that of the index `audit_actor`, word for word.
    var condition: String {
        "actor = :actor AND actor_kind IN ('professional', 'manager')"
            + (structure == nil ? "" : " AND structure = :structure")
    }

    var arguments: StatementArguments {
        var arguments: StatementArguments = ["actor": actor.blob]
        if let structure { arguments += ["structure": structure.blob] }
        return arguments
    }
}

extension StaffActReading.Line {
    fileprivate init(_ row: Row) {
        let result = AuditEvent.Result(rawValue: row["result"])
        self.init(
            sequence: row["sequence"], moment: Moment(milliseconds: row["at"]),
            kind: result == nil ? nil : AuditEvent.Kind(rawValue: row["kind"]), result: result ?? .failed,
            owner: row.bytes("owner").flatMap { AccountID(bytes: $0) },
            structure: row.bytes("structure").flatMap { StructureID(bytes: $0) })
    }
}
