import GRDB
import Logging

extension Vault {
    /// Adds a structure: a service or association whose professionals help people.
    ///
    /// - Throws: `denied`, `fieldUnusable`, `readOnlyAfterFault`, `diskFull`.
    public func addStructure(named name: String, by actor: Actor) async throws -> StructureID {
        try await addStructure(NewStructure(name: name), by: actor)
    }

    /// Adds a structure with its convention. A partner's convention ends with the one that it hangs on at the latest.
    ///
    /// - Throws: `denied`, `fieldUnusable`, `readOnlyAfterFault`, `diskFull`.
    public func addStructure(_ new: NewStructure, by actor: Actor) async throws -> StructureID {
        try await require(actor, .addStructure, on: .service)
        let checked = try Self.checked(new)
        let id = StructureID()
        try await change { database in
            let now = clock.now()
            let convention = try convention(of: id, checked, now: now, in: database)
            try StructureRecord.insert(id, checked, keys: keys, at: now, into: database)
            try ConventionRecord.insert(convention, at: now, into: database)
            try journal.record(AuditEvent(.structureAdded, item: id.bytes, structure: id), by: actor, in: database)
        }
        return id
    }

    /// The structures, oldest first.
    ///
    /// - Throws: `denied`.
    public func structures(by actor: Actor) async throws -> [StructureSummary] {
        try await require(actor, .listAccounts, on: .service)
        return try await catalog.read { [keys] in try StructureRecord.all(keys: keys, $0) }
    }

    /// A structure with its conventions and counts.
    ///
    /// - Throws: `denied`, `notFound`.
    public func structure(_ id: StructureID, by actor: Actor) async throws -> StructureDetails {
        try await require(actor, .listAccounts, on: .service)
        return try await catalog.read { [keys] database in
            guard let summary = try StructureRecord.find(id, keys: keys, database) else { throw VaultFailure(.notFound) }
            let contacts = try StructureRecord.contacts(of: id, keys: keys, database)
            let conventions = try ConventionRecord.all(of: id, database)
            let bound = try ConventionRecord.withDependents(conventions.map(\.id), database).map(\.structure)
            func staff(_ role: Role) throws -> Int {
                try HabilitationRecord.all(in: id, role: role, database).count { $0.state != .ended }
            }
            return StructureDetails(
                summary: summary, contact: contacts.contact, privacyContact: contacts.privacy, conventions: conventions,
                partners: bound.filter { $0 != id }, professionals: try staff(.professional),
                managers: try staff(.manager), affiliated: try AffiliationRecord.activeCount(with: id, database))
        }
    }

    /// What ending a structure would do. Changes nothing.
    ///
    /// - Throws: `denied`, `notFound`.
    public func planEnd(of id: StructureID, by actor: Actor) async throws -> StructureEnding {
        try await require(actor, .endStructure, on: .service)
        return try await catalog.read { database in
            try ending(of: id, by: actor, in: database).plan(database)
        }
    }

    /// Ends the conventions of a structure and of those that hang on it, in one transaction: their professionals and
    /// managers are out when this returns; the people whom they followed keep everything (END-01, END-02).
    ///
    /// - Throws: `denied`, `notFound`, `readOnlyAfterFault`, `diskFull`.
    public func endStructure(_ id: StructureID, by actor: Actor) async throws -> StructureEnding {
        try await require(actor, .endStructure, on: .service)
        let done = try await change { database in
            try ending(of: id, by: actor, in: database).run(at: clock.now(), in: database)
        }
        return done
    }

    /// Ends what is over: conventions past their last day, suspensions past theirs, invitations that nobody took up.
    /// Nothing while the clock is in doubt: a convention past its last day lets nobody act as it is.
    ///
    /// - Throws: `readOnlyAfterFault`, `diskFull`.
    func endWhatIsOver() async throws {
        let now = clock.now()
        let (conventions, suspensions, invitations, habilitations) = try await catalog.read { database in
            (
                try ConventionRecord.over(at: now, database),
                try AccountState.suspensionsOver(at: now, in: database),
                try InvitationRecord.lapsed(at: now, database),
                try HabilitationRecord.over(at: now, database)
            )
        }
        let isNothing = conventions.isEmpty && suspensions.isEmpty && invitations.isEmpty && habilitations.isEmpty
        guard !isNothing, try await mayEndForAge() else { return }
        try await require(.schedule, .endStructure, on: .service)
        try await change { database in
            let over = try ConventionRecord.over(at: now, database)
            _ = try ConventionEnding(over, vault: self, actor: .schedule, in: database).run(at: now, in: database)
            try endHabilitationsOver(at: now, in: database)
            for account in try AccountState.suspensionsOver(at: now, in: database) {
                guard try AccountState.resume(account, in: database) else { continue }
                try journal.record(AuditEvent(.accountEnabled, owner: account), by: .schedule, in: database)
                try tellOfSuspensionOver(account, in: database)
            }
            // Nobody ever came into these accounts: there is nothing in them.
            for account in try InvitationRecord.lapsed(at: now, database) {
                try database.execute(sql: "DELETE FROM account WHERE id = ?", arguments: [account.blob])
                try journal.record(AuditEvent(.accountErased, owner: account), by: .schedule, in: database)
            }
        }
        logger.notice(
            "What was over has ended",
            metadata: [
                "conventions": .stringConvertible(conventions.count), "suspensions": .stringConvertible(suspensions.count),
                "invitations": .stringConvertible(invitations.count),
                "habilitations": .stringConvertible(habilitations.count),
            ])
    }

    private func ending(of id: StructureID, by actor: Actor, in database: Database) throws -> ConventionEnding {
        guard try StructureRecord.find(id, keys: keys, database) != nil else { throw VaultFailure(.notFound) }
        return try ConventionEnding(ConventionRecord.running(of: id, database), vault: self, actor: actor, in: database)
    }

    private static func checked(_ new: NewStructure) throws -> NewStructure {
        func line(_ text: String, _ field: String) throws -> String {
            guard let line = TextLine.normalised(text, limit: 200) else {
                throw VaultFailure(.fieldUnusable, ["field": field, "reason": "1 to 200 characters, no control characters"])
            }
            return line
        }
        var checked = new
        checked.name = try line(new.name, "name")
        checked.contact = try new.contact.map { try line($0, "contact") }
        checked.privacyContact = try new.privacyContact.map { try line($0, "privacyContact") }
        return checked
    }

    private func convention(
        of id: StructureID, _ new: NewStructure, now: Moment, in database: Database
    ) throws -> Convention {
        let parent =
            try new.partnerOf.map { structure in
                try StructureRecord.requireActive(structure, in: database)
                return try ConventionRecord.open(of: structure, database)
            } ?? nil
        let begins = try new.from?.start(in: settings.backups.zone) ?? now
        let ends = [try new.until?.end(in: settings.backups.zone), parent?.endsAt].compactMap { $0 }.min()
        if let ends, ends <= max(begins, now) {
            throw VaultFailure(.fieldUnusable, ["field": "until", "reason": "the convention would be over"])
        }
        return Convention(
            id: ConventionID(), structure: id, parent: parent?.id, beginsAt: begins, endsAt: ends, endedAt: nil)
    }
}
