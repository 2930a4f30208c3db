import GRDB

/// A count that does not give away single people: below five it is not told (REP-01).
public enum MaskedCount: Sendable, Equatable {
    /// Fewer than `MaskedCount.smallest`.
    case few
    case exactly(Int)

    /// The smallest count that is told.
    public static let smallest = 5

    /// Masks a count.
    public init(_ count: Int) { self = count < Self.smallest ? .few : .exactly(count) }
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
            func count(_ sql: String, _ arguments: StatementArguments) throws -> Int {
                try Int.fetchOne(database, sql: sql, arguments: arguments) ?? 0
            }
            let people = "SELECT account FROM affiliation WHERE structure = ? AND state = 'active'"
            let papers = "document d JOIN safe s ON s.id = d.safe WHERE s.holder IN (\(people))"
            return StructureUsage(
                professionals: try HabilitationRecord.all(in: structure, role: .professional, database)
                    .count { $0.state == .active },
                affiliated: MaskedCount(try AffiliationRecord.activeCount(with: structure, database)),
                safesInUse: MaskedCount(try count("SELECT COUNT(DISTINCT d.safe) FROM \(papers)", [structure.blob])),
                documents: MaskedCount(try count("SELECT COUNT(*) FROM \(papers)", [structure.blob])),
                signIns: MaskedCount(
                    try count(
                        "SELECT COUNT(*) FROM audit_event WHERE owner IN (\(people)) AND kind = 'signedIn' AND at >= ?",
                        [structure.blob, since.milliseconds])))
        }
    }
}
