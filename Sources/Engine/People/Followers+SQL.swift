import GRDB

/// Who follows a person: `SafeRelation.coverage` read from the other side.
enum Followers {
    /// The professionals who follow a person through a structure now, longest first.
    static func through(
        _ structure: StructureID, of holder: AccountID, now: Moment, _ database: Database
    ) throws -> [AccountID] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT h.account AS account FROM habilitation h JOIN affiliation a ON a.structure = h.structure
                JOIN account p ON p.id = h.account
                WHERE a.account = :holder AND h.structure = :structure AND p.state = 'active' AND \(SafeRelation.coverage)
                ORDER BY h.granted_at, h.id
                """,
            arguments: ["holder": holder.blob, "structure": structure.blob, "now": now.milliseconds]
        ).map { try $0.identifier("account") }
    }
}
