import GRDB

/// On what ground a document is read. A reading takes time; the ground may go meanwhile (SHR-02).
enum ReadingGround: Sendable {
    /// Somebody's right to this act.
    case right(SignedInPerson, Action)
    /// A link for a third party.
    case link(ExternalLinkID)
}

extension Vault {
    /// Refuses to go on with a reading whose ground is gone: the share, the follow-up, the session, the link, the
    /// document itself.
    ///
    /// - Throws: `notFound`, `sessionEnded`.
    func requireGround(_ ground: ReadingGround, for document: DocumentID) async throws {
        switch ground {
        case .right(let person, let action):
            try await requireSession(of: person)
            _ = try await located(document, for: action, by: .person(person))
        case .link(let id):
            let now = clock.now()
            let stands = try await catalog.read { try ExternalLinkRecord.stands(id, document: document, now: now, in: $0) }
            guard stands else { throw VaultFailure(.notFound) }
        }
    }

    /// Refuses to go on for somebody whose session was ended meanwhile. A new token, since the password was proven once
    /// more in the same browser, ends nothing that was under way. Idle time does not count here: who waits for a
    /// long download does nothing else.
    ///
    /// - Throws: `sessionEnded`.
    func requireSession(of person: SignedInPerson) async throws {
        let now = clock.now()
        try await catalog.read { try requireSession(of: person, at: now, in: $0) }
    }

    /// The same within a transaction: of an upload that takes minutes nothing is kept either once its session was ended.
    ///
    /// - Throws: `sessionEnded`.
    func requireSession(of person: SignedInPerson, at now: Moment, in database: Database) throws {
        let stands = try Row.fetchOne(
            database,
            sql: """
                SELECT 1 FROM session JOIN account ON account.id = session.account
                WHERE (token_digest = :token OR former_digest = :token) AND account.state = 'active' AND ends_at > :now
                """,
            arguments: ["token": person.session.digest.blob, "now": now.milliseconds])
        guard stands != nil else { throw VaultFailure(.sessionEnded) }
    }
}

/// When a decision was made that is being acted on. Made anew after every change of the catalog, and after a second,
/// since a share may run out by itself.
struct DecisionMark: Sendable {
    private static let age = Duration.seconds(1)

    private var revision: UInt64?
    private var at: Moment

    /// A decision that was made before the catalog had this revision.
    init(revision: UInt64?, at moment: Moment) {
        self.revision = revision
        self.at = moment
    }

    /// Decides again where that is called for.
    mutating func renew(_ vault: Vault, _ decide: () async throws -> Void) async throws {
        // Read before the decision: what changes during it is seen at the next one.
        let (present, now) = (vault.catalog.revision, vault.clock.now())
        guard revision != present || now < at || now.since(at) >= Self.age else { return }
        try await decide()
        (revision, at) = (present, now)
    }
}
