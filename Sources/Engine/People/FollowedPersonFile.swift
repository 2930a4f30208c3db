import GRDB

/// A person whom a professional follows, with what the professional may do.
public struct FollowedPersonFile: Sendable, Equatable {
    public let name: PersonName
    /// What the person signs in with.
    public let loginName: String
    /// Code of the language the person reads.
    public let language: String
    /// The structures through which the professional follows the person, with their mandates.
    public let ties: [Tie]

    /// One structure.
    public struct Tie: Sendable, Equatable {
        public let structure: StructureID
        public let structureName: String
        public let contact: String?
        /// What the person allows the structure; empty without a mandate.
        public let acts: Set<MandateAct>
    }
}

extension Vault {
    /// Somebody whom the professional follows.
    ///
    /// - Throws: `notFound`, the same for whoever does not exist and whoever is not followed.
    public func personFile(_ account: AccountID, by person: SignedInPerson) async throws -> FollowedPersonFile {
        try await personFile(account, for: .seePerson, by: person)
    }

    func personFile(
        _ account: AccountID, for action: Action, by person: SignedInPerson
    ) async throws -> FollowedPersonFile {
        let actor = Actor.person(person)
        let facts: SafeFacts? = try await catalog.read { database -> SafeFacts? in
            guard try AccountRecord.exists(account, database) else { return nil }
            return try self.facts(of: account, for: actor, in: database)
        }
        guard let facts else { throw try await refuseUnknown(actor, action, item: account.bytes) }
        try await require(actor, action, on: .safe(facts), item: account.bytes)
        return try await catalog.read { database in
            guard let name = try names(of: [account], in: database)[account] else { throw VaultFailure(.notFound) }
            let language = try String.fetchOne(
                database, sql: "SELECT language FROM account WHERE id = ?", arguments: [account.blob])
            return FollowedPersonFile(
                name: name, loginName: try field("login_name", of: account, in: database) ?? "", language: language ?? "fr",
                ties: try facts.relation.structures.sorted { $0.text < $1.text }.map { try tie($0, to: account, database) })
        }
    }

    private func tie(
        _ structure: StructureID, to account: AccountID, _ database: Database
    ) throws -> FollowedPersonFile.Tie {
        let contacts = try StructureRecord.contacts(of: structure, keys: keys, database)
        let mandate = try MandateRecord.current(of: account, to: structure, now: clock.now(), database)
        return FollowedPersonFile.Tie(
            structure: structure, structureName: try StructureRecord.name(of: structure, keys: keys, database),
            contact: contacts.contact, acts: mandate?.acts ?? [])
    }
}
