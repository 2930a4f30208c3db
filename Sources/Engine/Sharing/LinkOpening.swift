import GRDB

/// One attempt to open a document by link and code. A link that never was costs the same work and the same write as
/// one that is there.
struct LinkOpening {
    /// Wrong attempts from one network in an hour until it has to wait, whatever links they are for. Those of earlier
    /// hours are forgotten: many people open links from one address.
    static let mostWrong = 20

    let vault: Vault
    let token: String
    let code: SecretText
    let source: RequestSource

    func run() async throws -> OpenedDocument {
        let digest = try Self.digest(ofToken: token)
        let subject = try vault.keys.index.value(column: "link.source", of: NetworkPrefix.of(source.address))
        let opened = try await vault.change { try attempt(digest, subject, in: $0) }
        guard let opened else { throw VaultFailure(.linkRefused) }
        let retrieval = Retrieval(
            vault: vault, found: opened.found, actor: .stranger(source), purpose: .download, part: .beginning,
            revision: vault.catalog.revision)
        let (summary, reader) = try await retrieval.opened()
        return OpenedDocument(
            summary: summary, reader: reader, vault: vault, found: opened.found, actor: .stranger(source),
            ground: .link(opened.link), decision: DecisionMark(revision: nil, at: vault.clock.now()))
    }

    /// What the catalog knows a token by; for text that is none, of something that no link has.
    private static func digest(ofToken text: String) throws -> [UInt8] {
        let bytes = text.utf8.count == 2 * ExternalLink.tokenSize ? Hex.decode(text) : nil
        return try Digest.sha256(bytes ?? Array("no token".utf8))
    }

    private struct Opened: Sendable {
        let link: ExternalLinkID
        let found: LocatedDocument
    }

    private func attempt(_ digest: [UInt8], _ subject: [UInt8], in database: Database) throws -> Opened? {
        let now = vault.clock.now()
        let link = try ExternalLinkRecord.find(tokenDigest: digest, in: database)
        let typed = Array(OneTimeSecrets.typedDigits(code.reveal()).utf8)
        let mac = try vault.oneTimeSecrets().mark(
            typed, for: .externalLinkCode, bond: (link?.id ?? ExternalLinkID()).bytes)
        let isRight = Digest.constantTimeEqual(mac, link?.codeMAC ?? [UInt8](repeating: 0, count: Digest.size))
        let isPaused =
            try Attempts.earliest(
                ofLast: Self.mostWrong, subject, since: now - Lockout.sourceWindow, in: database) != nil
        if let link, isRight, !isPaused, link.state(now: now) == .open,
            let found = try LocatedDocument.find(link.document, in: database)
        {
            try ExternalLinkRecord.takeOpening(link.id, in: database)
            try record(.linkOpened, .ok, found, in: database)
            try vault.tellHolder(found.safe.holder, .linkOpened, in: database)
            return Opened(link: link.id, found: found)
        }
        guard !isPaused else { return nil }
        try Attempts.add(subject, at: now, in: database)
        try note(link, isRight: isRight, now: now, in: database)
        return nil
    }

    /// A wrong code is counted against its link, and its holder reads of it.
    private func note(_ link: ExternalLinkRecord?, isRight: Bool, now: Moment, in database: Database) throws {
        guard let link, !isRight, link.state(now: now) == .open,
            let found = try LocatedDocument.find(link.document, in: database)
        else { return }
        try ExternalLinkRecord.countWrongCode(link.id, in: database)
        try record(.linkRefused, .refused, found, in: database)
    }

    private func record(
        _ kind: AuditEvent.Kind, _ result: AuditEvent.Result, _ found: LocatedDocument, in database: Database
    ) throws {
        let event = AuditEvent(kind, result, owner: found.safe.holder, item: found.record.id.bytes)
        try vault.journal.record(event, by: .stranger(source), in: database)
    }
}
