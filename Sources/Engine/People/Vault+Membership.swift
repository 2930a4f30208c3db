import GRDB

/// A structure for which a person acts now.
public struct Membership: Sendable, Equatable {
    public let habilitation: Habilitation
    public let structureName: String

    public var structure: StructureID { habilitation.structure }
}

extension Vault {
    /// The structures for which a professional or manager acts now, oldest habilitation first; none for others.
    public func memberships(of person: SignedInPerson) async throws -> [Membership] {
        try await catalog.read { database in
            try HabilitationRecord.inForce(of: person.account, now: clock.now(), database).map {
                Membership(
                    habilitation: $0, structureName: try StructureRecord.name(of: $0.structure, keys: keys, database))
            }
        }
    }

    /// Refuses unless the person may do this in the structure. A refusal is journaled.
    ///
    /// - Throws: `notFound`, the same for a structure that does not exist and one that is not theirs.
    func require(_ person: SignedInPerson, _ action: Action, in structure: StructureID) async throws {
        let role = try await catalog.read {
            try HabilitationRecord.membership(of: person.account, in: structure, now: clock.now(), $0)
        }
        let resource = Resource.structure(structure, membership: role)
        try await require(.person(person), action, on: resource, item: structure.bytes)
    }

    /// The same once more within the transaction of the act, so that a right that was just taken away counts.
    func recheck(_ person: SignedInPerson, _ action: Action, in structure: StructureID, _ database: Database) throws {
        let role = try HabilitationRecord.membership(of: person.account, in: structure, now: clock.now(), database)
        try AccessPolicy.require(.person(person), action, on: .structure(structure, membership: role))
    }
}
