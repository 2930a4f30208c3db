import GRDB

/// A count that does not give away single people: it is told only where five at least stand behind it (REP-01).
public enum MaskedCount: Sendable, Equatable {
    /// Fewer than `MaskedCount.smallest` people stand behind it.
    case few
    case exactly(Int)

    /// The smallest number of people behind a count that is told.
    public static let smallest = 5

    /// Masks a count of people.
    public init(_ people: Int) { self.init(people, of: people) }

    /// Masks a count of what people have or did: however many there are, few people's are not told.
    public init(_ count: Int, of people: Int) { self = people < Self.smallest ? .few : .exactly(count) }
}

/// How a structure uses the service, without a word about anybody.
public struct StructureUsage: Sendable, Equatable {
    /// Professionals with a habilitation in force: they are staff, so their number is told as it is.
    public let professionals: Int
    /// People whom the structure follows.
    public let affiliated: MaskedCount
    /// Of these, those whose safe holds a document at least.
    public let safesInUse: MaskedCount
    /// Documents in these safes.
    public let documents: MaskedCount
    /// How often these people signed in within 30 days.
    public let signIns: MaskedCount
}

extension Vault {
    /// Usage figures of a structure.
    ///
    /// - Throws: `notFound`.
    public func usage(of structure: StructureID, by person: SignedInPerson) async throws -> StructureUsage {
        try await require(person, .readUsage, in: structure)
        let since = clock.now() - .days(30)
        return try await catalog.read { database in
            let people = "SELECT account FROM affiliation WHERE structure = ? AND state = 'active'"
            let papers = try StructureUsage.counts(
                """
                SELECT COUNT(*) AS things, COUNT(DISTINCT d.safe) AS people
                FROM document d JOIN safe s ON s.id = d.safe WHERE s.holder IN (\(people))
                """, [structure.blob], database)
            let signIns = try StructureUsage.counts(
                """
                SELECT COUNT(*) AS things, COUNT(DISTINCT owner) AS people
                FROM audit_event WHERE owner IN (\(people)) AND kind = 'signedIn' AND at >= ?
                """, [structure.blob, since.milliseconds], database)
            return StructureUsage(
                professionals: try HabilitationRecord.all(in: structure, role: .professional, database)
                    .count { $0.state == .active },
                affiliated: MaskedCount(try AffiliationRecord.activeCount(with: structure, database)),
                safesInUse: MaskedCount(papers.people),
                documents: MaskedCount(papers.things, of: papers.people),
                signIns: MaskedCount(signIns.things, of: signIns.people))
        }
    }
}

extension StructureUsage {
    /// How many things there are, and how many people's they are.
    fileprivate static func counts(
        _ sql: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> (things: Int, people: Int) {
        guard let row = try Row.fetchOne(database, sql: sql, arguments: arguments) else { return (0, 0) }
        return (row["things"], row["people"])
    }
}
