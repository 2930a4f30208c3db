extension Vault {
    /// What the supervision found, newest first.
    ///
    /// - Throws: `denied`.
    public func alerts(limit: Int = 100, by actor: Actor) async throws -> [SupervisionAlert] {
        try await require(actor, .readAlerts, on: .service)
        return try await catalog.read { [keys] in try AlertRecord.all(keys: keys, limit: min(max(limit, 1), 10_000), in: $0)
        }
    }

    /// How many alerts wait for an operator.
    ///
    /// - Throws: `denied`.
    public func openAlerts(by actor: Actor) async throws -> Int {
        try await require(actor, .readStatus, on: .service)
        return try await catalog.read { try AlertRecord.openCount($0) }
    }

    /// Notes that an operator has seen an alert.
    ///
    /// - Throws: `denied`; `notFound` for one that there is not, or that was seen already.
    public func acknowledge(_ id: AlertID, by actor: Actor) async throws {
        try await require(actor, .readAlerts, on: .service)
        try await change { database in
            guard try AlertRecord.acknowledge(id, at: clock.now(), in: database) else { throw VaultFailure(.notFound) }
            try journal.record(AuditEvent(.alertAcknowledged, item: id.bytes), by: actor, in: database)
        }
    }

    /// What happened around the person's own account that the person should know, and has not put away.
    public func securityNews(of person: SignedInPerson) async throws -> [SupervisionAlert] {
        try await catalog.read { [keys] in try AlertRecord.unseen(of: person.account, keys: keys, in: $0) }
    }

    /// The person has read it.
    public func putAwaySecurityNews(of person: SignedInPerson) async throws {
        try await change { try AlertRecord.markSeen(of: person.account, at: clock.now(), in: $0) }
    }

    /// Removes what is too old to count, and messages that were done long ago. Nothing while the clock is in doubt: an
    /// alert is evidence.
    func sweepSupervision() async throws {
        guard try await mayEndForAge() else { return }
        try await change { try SupervisionSweep.run(now: clock.now(), in: $0) }
    }
}
