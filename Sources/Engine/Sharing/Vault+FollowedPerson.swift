import GRDB
import Logging

extension Vault {
    /// A person whom a professional follows.
    ///
    /// - Parameter page: of what is shared, from 1.
    /// - Throws: `notFound`, the same for somebody who does not exist and for one whom the professional does not follow.
    public func followedPerson(_ id: AccountID, page: Int, by actor: Actor) async throws -> FollowedPerson {
        let safe = try await safe(of: id, for: .seePerson, by: actor).safe
        let person = try await catalog.read { database in
            let facts = try facts(of: id, for: actor, in: database)
            try AccessPolicy.require(actor, .seePerson, on: .safe(facts))
            let name = try name(of: id, in: database) ?? ""
            let reading = SharedReading(vault: self, safe: safe, facts: facts, actor: actor, holderName: name)
            let names = try names(of: facts.relation.structures, in: database)
            let structures = facts.relation.acts.map { structure, acts in
                FollowingStructure(id: structure, name: names[structure] ?? "", acts: acts)
            }
            return FollowedPerson(
                account: id,
                name: name,
                structures: structures.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) },
                documents: try reading.listing(page, in: database),
                openRequests: try actor.journalAccount.map {
                    try ShareRequestRecord.openCount(from: $0, to: id, in: database)
                } ?? 0,
                standing: try unusedStanding(of: id, in: database))
        }
        for case .damaged(let document) in person.documents.entries {
            logger.critical(
                "The entry of a document is damaged",
                metadata: ["document": .string(document.id.text), "reason": .string(document.code.rawValue)])
        }
        return person
    }

    /// One shared document as a professional sees it.
    ///
    /// - Throws: `notFound`, `documentDamaged`.
    public func sharedDocument(_ id: DocumentID, by actor: Actor) async throws -> SharedDocument {
        let found = try await located(id, for: .viewDocument, by: actor)
        do {
            return try await catalog.read { database in
                let facts = try facts(of: found, for: actor, in: database)
                let name = try name(of: found.safe.holder, in: database) ?? ""
                let reading = SharedReading(
                    vault: self, safe: found.safe, facts: facts.safe, actor: actor, holderName: name)
                return try reading.document(found, facts)
            }
        } catch {
            throw await damage(error, of: found, by: actor)
        }
    }

    /// Refuses whoever may not put documents into the safe of a person: asked before a byte of an upload is taken.
    ///
    /// - Throws: `notFound`.
    public func requireDeposit(for person: AccountID, by actor: Actor) async throws {
        _ = try await safe(of: person, for: .deposit, by: actor)
    }

    /// Begins to take in a document that a professional puts into the safe of a person.
    ///
    /// - Throws: `notFound`, `consentMissing`, and as for the holder's own.
    public func beginDeposit(
        for person: AccountID, _ terms: DepositTerms, by actor: Actor, expectedLength: Int?
    ) async throws -> DepositIntake {
        let (safe, facts) = try await safe(of: person, for: .deposit, by: actor)
        let structures = facts.relation.structures(for: .deposit)
        guard let structure = terms.structure ?? structures.first, structures.contains(structure) else {
            throw VaultFailure(.notFound)
        }
        if terms.isSensitive, case .notGiven = terms.consent { throw VaultFailure(.consentMissing) }
        let source = DepositSource.structure(structure, isSensitive: terms.isSensitive)
        return try await beginDeposit(in: safe, as: source, by: actor, expectedLength: expectedLength)
    }
}

/// On which terms a professional puts a document into somebody's safe.
public struct DepositTerms: Sendable {
    /// The structure for which it is done, with which it is shared then (SHR-04); nil for the only one.
    public let structure: StructureID?
    public let isSensitive: Bool
    /// Whether the person agreed explicitly; sensitive documents are not taken without (SHR-08).
    public let consent: ExplicitConsent

    /// Terms.
    public init(structure: StructureID? = nil, isSensitive: Bool = false, consent: ExplicitConsent = .notGiven) {
        self.structure = structure
        self.isSensitive = isSensitive
        self.consent = consent
    }
}
