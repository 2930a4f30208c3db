import GRDB

/// What the end of a structure does, before it is done and after: the same counts, read by the same code.
public struct StructureEnding: Sendable, Equatable {
    /// One structure whose convention ends.
    public struct Part: Sendable, Equatable {
        public let structure: StructureID
        public let name: String
        /// Whether it ends because it hangs on another one.
        public let isPartner: Bool
        /// Habilitations that end.
        public let professionals: Int
        public let managers: Int
        /// People whose affiliation ends; they keep their safes and sign in as before (END-02).
        public let affiliated: Int
    }

    public let parts: [Part]
    /// Accounts of staff that have no other habilitation and are disabled (ACC-13).
    public let disabledAccounts: Int
    /// Sessions that end.
    public let sessions: Int
}

/// Ends conventions with everything that hangs on them, in the transaction that it is called in (END-01).
struct ConventionEnding {
    let vault: Vault
    /// With those that hang on them, at any depth.
    let conventions: [Convention]
    /// The ones that were asked for; the others are partners'.
    let asked: Set<ConventionID>
    let actor: Actor

    init(_ asked: [ConventionID], vault: Vault, actor: Actor, in database: Database) throws {
        self.vault = vault
        self.actor = actor
        self.asked = Set(asked)
        self.conventions = try ConventionRecord.withDependents(asked, database)
    }

    /// The counts. Changes nothing.
    func plan(_ database: Database) throws -> StructureEnding {
        let structures = try endingStructures(database)
        let staff = try structures.flatMap { try habilitations(of: $0, database) }
        let accounts = Set(staff.map(\.account))
        let ending = Set(staff.map(\.id))
        return StructureEnding(
            parts: try structures.map { try part($0, database) },
            disabledAccounts: try accounts.count { try !isNeeded($0, besides: ending, database) },
            sessions: try accounts.reduce(0) { try $0 + Self.sessions(of: $1, database) })
    }

    /// Ends them.
    ///
    /// - Returns: what was done.
    func run(at now: Moment, in database: Database) throws -> StructureEnding {
        let done = try plan(database)
        let structures = try endingStructures(database)
        for convention in conventions {
            try ConventionRecord.end(convention.id, at: now, in: database)
            try record(.conventionEnded, item: convention.id.bytes, convention.structure, in: database)
        }
        for structure in structures { try end(structure, at: now, in: database) }
        return done
    }

    private func end(_ structure: StructureID, at now: Moment, in database: Database) throws {
        try StructureRecord.end(structure, in: database)
        try record(.structureEnded, item: structure.bytes, structure, in: database)
        for habilitation in try habilitations(of: structure, database) {
            try vault.end(habilitation, by: actor, in: database)
        }
        for person in try AffiliationRecord.current(with: structure, database) {
            try AffiliationRecord.end(person, with: structure, at: now, in: database)
            try record(.affiliationEnded, owner: person, structure, in: database)
        }
    }

    private func record(
        _ kind: AuditEvent.Kind, owner: AccountID? = nil, item: [UInt8]? = nil, _ structure: StructureID,
        in database: Database
    ) throws {
        let event = AuditEvent(kind, owner: owner, item: item, structure: structure)
        try vault.journal.record(event, by: actor, in: database)
    }

    /// Structures that have no other convention; one that has acts on by it.
    private func endingStructures(_ database: Database) throws -> [StructureID] {
        let ending = Set(conventions.map(\.id))
        var structures: [StructureID] = []
        for structure in conventions.map(\.structure) where !structures.contains(structure) {
            let running = try ConventionRecord.running(of: structure, database)
            if ending.isSuperset(of: running) { structures.append(structure) }
        }
        return structures
    }

    private func part(_ structure: StructureID, _ database: Database) throws -> StructureEnding.Part {
        let staff = try habilitations(of: structure, database)
        let own = conventions.filter { $0.structure == structure }.map(\.id)
        return StructureEnding.Part(
            structure: structure, name: try StructureRecord.name(of: structure, keys: vault.keys, database),
            isPartner: asked.isDisjoint(with: own),
            professionals: staff.count { $0.role == .professional },
            managers: staff.count { $0.role == .manager },
            affiliated: try AffiliationRecord.current(with: structure, database).count)
    }

    private func habilitations(of structure: StructureID, _ database: Database) throws -> [Habilitation] {
        try [Role.professional, .manager].flatMap {
            try HabilitationRecord.all(in: structure, role: $0, database).filter { $0.state != .ended }
        }
    }

    private func isNeeded(
        _ account: AccountID, besides ending: Set<HabilitationID>, _ database: Database
    ) throws -> Bool {
        try Row.fetchAll(
            database, sql: "SELECT id FROM habilitation WHERE account = ? AND state <> 'ended'",
            arguments: [account.blob]
        ).contains { try !ending.contains($0.identifier("id")) }
    }

    private static func sessions(of account: AccountID, _ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM session WHERE account = ?", arguments: [account.blob]) ?? 0
    }
}
