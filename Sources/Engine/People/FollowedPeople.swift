import GRDB

/// A page of the people whom a professional follows.
public struct FollowedPeople: Sendable, Equatable {
    /// People on a page.
    public static let pageSize = 30

    /// In the order of last names.
    public let people: [PersonName]
    /// On all pages, of those that match.
    public let matching: Int
    /// Whether or not they match.
    public let total: Int
    /// From 1; the nearest that exists.
    public let page: Int
    /// Those of all who are followed whose account nobody uses, with what becomes of it (ACC-12).
    public let standings: [AccountID: UnusedStanding]
    /// Of these, `mostUnused` whose end is nearest.
    public let unused: [PersonName]

    /// How many of those whose account nobody uses are named.
    public static let mostUnused = 10

    public var pageCount: Int { max(1, (matching + Self.pageSize - 1) / Self.pageSize) }
}

extension Vault {
    /// The people whom a professional follows, found by parts of their names.
    ///
    /// - Throws: `notFound` for whoever is no professional of any structure now.
    public func followed(
        by person: SignedInPerson, matching words: String = "", page: Int = 1
    ) async throws -> FollowedPeople {
        let memberships = try await catalog.read {
            try HabilitationRecord.inForce(of: person.account, now: clock.now(), $0)
        }
        guard let first = memberships.first else {
            throw try await refuseUnknown(.person(person), .listFollowed, item: person.account.bytes)
        }
        try await require(.person(person), .listFollowed, on: .structure(first.structure, membership: first.role))
        return try await catalog.read { database in
            let (accounts, standings) = try covered(by: person.account, database)
            let names = try nameCache.names(of: accounts, keys: keys, database)
            let sorted = SortedPeople.matching(words, in: names)
            let size = FollowedPeople.pageSize
            let page = min(max(page, 1), max(1, (sorted.count + size - 1) / size))
            return FollowedPeople(
                people: sorted.dropFirst((page - 1) * size).prefix(size).map(\.name),
                matching: sorted.count, total: accounts.count, page: page, standings: standings,
                unused: FollowedPeople.nearest(standings).compactMap { account in
                    names[account].map { PersonName(account: account, firstName: $0.firstName, lastName: $0.lastName) }
                })
        }
    }

    /// Everybody whom a professional follows now, by the one rule of the policy, with the version of their names, and
    /// what becomes of accounts that nobody uses.
    private func covered(
        by professional: AccountID, _ database: Database
    ) throws -> (accounts: [(id: AccountID, version: Int)], standings: [AccountID: UnusedStanding]) {
        let rules = settings.unusedAccountRules
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT DISTINCT b.id, b.version,
                    CASE WHEN b.state IN ('active', 'disabled') THEN b.unused_stage ELSE 0 END, b.unused_since
                FROM habilitation h JOIN affiliation a ON a.structure = h.structure JOIN account b ON b.id = a.account
                WHERE h.account = :professional AND b.state <> 'deleted' AND \(SafeRelation.coverage)
                """,
            arguments: ["professional": professional.blob, "now": clock.now().milliseconds])
        var accounts: [(id: AccountID, version: Int)] = []
        var standings: [AccountID: UnusedStanding] = [:]
        while let row = try rows.next() {
            let bytes: [UInt8] = try row.withUnsafeData(atIndex: 0) { $0.map { Array($0) } ?? [] }
            guard let id = AccountID(bytes: bytes) else { continue }
            accounts.append((id, row[1]))
            let stage = try UnusedStage(stored: row[2])
            guard stage != .used else { continue }
            standings[id] = UnusedStanding(stage, since: (row[3] as Int64?).map(Moment.init(milliseconds:)), rules)
        }
        return (accounts, standings)
    }
}

extension FollowedPeople {
    fileprivate static func nearest(_ standings: [AccountID: UnusedStanding]) -> [AccountID] {
        let sorted = standings.compactMap { account, standing in standing.end.map { (account, $0) } }
            .sorted { ($0.1.milliseconds, $0.0.text) < ($1.1.milliseconds, $1.0.text) }
        return sorted.prefix(mostUnused).map(\.0)
    }
}
