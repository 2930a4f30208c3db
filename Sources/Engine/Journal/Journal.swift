import GRDB

/// Writes the journal. An event is recorded in the same transaction as the act that it tells of, so that neither
/// can exist without the other; where the journal cannot be written, the act does not happen.
struct Journal: Sendable {
    let catalog: Catalog
    let keys: ServiceKeys
    let clock: any WallClock

    /// Records `event` by `actor` within the transaction of `database`.
    func record(_ event: AuditEvent, by actor: Actor, in database: Database) throws {
        let head = try JournalEnds.head(database)
        let sequence = (head?.sequence ?? 0) + 1
        let row = AuditRow(
            sequence: sequence,
            at: clock.now().milliseconds,
            kind: event.kind.rawValue,
            result: event.result.rawValue,
            actorKind: actor.journalKind,
            actor: actor.journalAccount?.bytes,
            owner: event.owner?.bytes,
            structure: event.structure?.bytes,
            item: event.item,
            details: try sealed(event.details.merging(actor.journalDetails) { own, _ in own }, sequence: sequence)
        )
        let link = try AuditChain.link(of: row, after: head?.link ?? AuditChain.genesis, key: keys.journal)
        try row.insert(link: link, into: database)
        try AccountUse.note(event, by: actor, at: Moment(milliseconds: row.at), in: database)
        try JournalEnds.set("head", sequence: sequence, link: link, key: keys.journal, in: database)
    }

    /// Records an event that stands alone, durable when this returns.
    func record(_ event: AuditEvent, by actor: Actor) async throws {
        try await catalog.write { try record(event, by: actor, in: $0) }
    }

    /// The details of a row as they were recorded; empty where there were none.
    func details(of row: AuditRow) throws -> [AuditEvent.Detail: String] {
        guard let sealed = row.details else { return [:] }
        return try AuditDetails.decode(keys.journalDetails.open(sealed, at: Self.address(row.sequence)))
    }

    private func sealed(_ details: [AuditEvent.Detail: String], sequence: Int64) throws -> [UInt8]? {
        guard !details.isEmpty else { return nil }
        return try keys.journalDetails.seal(AuditDetails.encode(details), at: Self.address(sequence))
    }

    private static func address(_ sequence: Int64) -> FieldAddress {
        FieldAddress(table: "audit_event", column: "details", row: withUnsafeBytes(of: sequence.bigEndian) { Array($0) })
    }
}

extension Actor {
    /// How the journal names the sort of actor.
    var journalKind: String {
        switch self {
        case .stranger: "stranger"
        case .person(let person): person.role.rawValue
        case .operator: "operator"
        case .schedule: "schedule"
        }
    }

    /// The account that acted, where one did.
    var journalAccount: AccountID? {
        guard case .person(let person) = self else { return nil }
        return person.account
    }

    /// What is known of the actor besides: an address, or the kernel's word on the socket's peer.
    var journalDetails: [AuditEvent.Detail: String] {
        switch self {
        case .stranger(let source): [.source: source.address]
        case .person(let person): [.source: person.source.address]
        case .operator(let identity):
            [.user: String(identity.user), .process: String(identity.process)]
                .merging(identity.claimed.map { [.claimed: $0] } ?? [:]) { own, _ in own }
        case .schedule: [:]
        }
    }
}
