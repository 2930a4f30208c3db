import GRDB

/// A structure with which the holder may share, and who would see it there.
public struct PossibleAudience: Sendable, Equatable {
    public let structure: StructureID
    public let name: String
    /// Whether the holder's mandate lets the structure read what is shared.
    public let mayRead: Bool
    /// Who follows the holder there, by name.
    public let professionals: [Professional]

    /// Somebody who follows the holder.
    public struct Professional: Sendable, Equatable {
        public let account: AccountID
        public let name: String
    }
}

extension Vault {
    /// All structures of the holder whose convention runs, by name, with who follows the holder there.
    func possibleAudiences(for holder: AccountID, in database: Database) throws -> [PossibleAudience] {
        let now = clock.now()
        return try Row.fetchAll(
            database,
            sql: """
                SELECT a.structure, \(PossibleAudience.mayRead) AS may_read FROM affiliation a
                WHERE \(PossibleAudience.isPossible)
                """,
            arguments: ["holder": holder.blob, "now": now.milliseconds]
        ).map { row in
            let structure: StructureID = try row.identifier("structure")
            let followers = try Followers.through(structure, of: holder, now: now, database)
            let professionals = try names(of: followers, in: database).values.map {
                PossibleAudience.Professional(account: $0.account, name: $0.full)
            }
            return PossibleAudience(
                structure: structure, name: try StructureRecord.name(of: structure, keys: keys, database),
                mayRead: row["may_read"],
                professionals: professionals.sorted { ($0.name, $0.account.text) < ($1.name, $1.account.text) })
        }.sorted { ($0.name, $0.structure.text) < ($1.name, $1.structure.text) }
    }

    /// Those of them that may read, and nothing more about them.
    func readingStructures(of holder: AccountID, in database: Database) throws -> Set<StructureID> {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT a.structure FROM affiliation a
                WHERE \(PossibleAudience.isPossible) AND \(PossibleAudience.mayRead)
                """,
            arguments: ["holder": holder.blob, "now": clock.now().milliseconds])
        return Set(try rows.map { try $0.identifier("structure") })
    }
}

extension PossibleAudience {
    /// Whether the affiliation `a` is of the holder `:holder` and to a structure that may be shared with at `:now`.
    fileprivate static let isPossible = """
        a.account = :holder AND a.state = 'active' AND EXISTS (
            SELECT 1 FROM convention v WHERE v.structure = a.structure AND v.ended_at IS NULL
            AND v.begins_at <= :now AND (v.ends_at IS NULL OR v.ends_at > :now))
        """

    /// Whether the mandate of the affiliation `a` lets the structure read what is shared.
    fileprivate static let mayRead = """
        EXISTS (
            SELECT 1 FROM mandate m WHERE m.beneficiary = a.account AND m.structure = a.structure
            AND m.revoked_at IS NULL AND m.signed_at <= :now AND (m.ends_at IS NULL OR m.ends_at > :now)
            AND instr(',' || m.acts || ',', ',readShared,') > 0)
        """
}

extension PossibleAudience {
    /// Whether somebody of the list would see what is shared so.
    static func contains(_ audience: Audience, in list: [PossibleAudience]) -> Bool {
        guard let structure = list.first(where: { $0.structure == audience.structure }) else { return false }
        guard let professional = audience.professional else { return true }
        return structure.professionals.contains { $0.account == professional }
    }
}
