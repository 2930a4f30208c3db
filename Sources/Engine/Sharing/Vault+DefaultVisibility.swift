import GRDB

extension Vault {
    /// Who will see the next document that the holder puts in.
    ///
    /// - Throws: `notFound`.
    public func depositVisibility(in id: SafeID, by actor: Actor) async throws -> DepositVisibility {
        let safe = try await safe(id, for: .listSafe, by: actor)
        return try await catalog.read { database in
            let facts = try facts(of: safe.holder, for: actor, in: database)
            let audience = try defaultAudience(of: safe, by: actor, in: database)
            return DepositVisibility(
                chosen: try DefaultVisibility.find(of: id, in: database),
                structures: try names(of: audience, in: database).values.sorted(),
                isResting: !AccessPolicy.allows(actor, .shareByDefault, on: .safe(facts)))
        }
    }

    /// Chooses who sees what the holder puts in from now on (SHR-04). What lies in the safe stays as it is.
    ///
    /// - Throws: `notFound`, also for sharing while it rests.
    public func chooseVisibility(_ visibility: DefaultVisibility, in id: SafeID, by actor: Actor) async throws {
        let action: Action = visibility == .shared ? .shareByDefault : .manageSharing
        let safe = try await safe(id, for: action, by: actor)
        try await change { database in
            let facts = try facts(of: safe.holder, for: actor, in: database)
            try AccessPolicy.require(actor, action, on: .safe(facts))
            try setDefaultVisibility(visibility, of: safe, by: actor, in: database)
        }
    }

    /// The part of choosing that stands in a transaction. What was chosen before is no event.
    ///
    /// - Parameter structure: where a professional of it writes down what the person chose.
    func setDefaultVisibility(
        _ visibility: DefaultVisibility, of safe: SafeRecord, through structure: StructureID? = nil, by actor: Actor,
        in database: Database
    ) throws {
        guard try DefaultVisibility.find(of: safe.id, in: database) != visibility else { return }
        try visibility.set(for: safe.id, in: database)
        let kind: AuditEvent.Kind = visibility == .shared ? .depositsSharedByDefault : .depositsPrivateByDefault
        try journal.record(AuditEvent(kind, owner: safe.holder, structure: structure), by: actor, in: database)
    }

    /// The structures with which a deposit of the holder's is shared at once: those that may read, where the holder
    /// chose so and sharing does not rest.
    func defaultAudience(of safe: SafeRecord, by actor: Actor, in database: Database) throws -> Set<StructureID> {
        guard try DefaultVisibility.find(of: safe.id, in: database) == .shared else { return [] }
        let facts = try facts(of: safe.holder, for: actor, in: database)
        guard AccessPolicy.allows(actor, .shareByDefault, on: .safe(facts)) else { return [] }
        return try readingStructures(of: safe.holder, in: database)
    }
}
