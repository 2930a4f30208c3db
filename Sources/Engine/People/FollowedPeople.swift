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
            let accounts = try covered(by: person.account, database)
            let sorted = SortedPeople.matching(words, in: try nameCache.names(of: accounts, keys: keys, database))
            let size = FollowedPeople.pageSize
            let page = min(max(page, 1), max(1, (sorted.count + size - 1) / size))
            return FollowedPeople(
                people: sorted.dropFirst((page - 1) * size).prefix(size).map(\.name),
                matching: sorted.count, total: accounts.count, page: page)
        }
    }

    /// Everybody whom a professional follows now, by the one rule of the policy, with the version of their names.
    private func covered(
        by professional: AccountID, _ database: Database
    ) throws -> [(id: AccountID, version: Int)] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT DISTINCT b.id, b.version
                FROM habilitation h JOIN affiliation a ON a.structure = h.structure JOIN account b ON b.id = a.account
                WHERE h.account = :professional AND b.state <> 'deleted' AND \(SafeRelation.coverage)
                """,
            arguments: ["professional": professional.blob, "now": clock.now().milliseconds])
        var accounts: [(id: AccountID, version: Int)] = []
        while let row = try rows.next() {
            let bytes: [UInt8] = try row.withUnsafeData(atIndex: 0) { $0.map { Array($0) } ?? [] }
            guard let id = AccountID(bytes: bytes) else { continue }
            accounts.append((id, row[1]))
        }
        return accounts
    }
}
