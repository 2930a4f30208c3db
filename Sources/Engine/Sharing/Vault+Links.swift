import GRDB

extension Vault {
    /// Makes a link by which somebody without an account opens this one document (SHR-11).
    ///
    /// - Throws: `notFound`, `fieldMissing`, `fieldUnusable`.
    public func createLink(to id: DocumentID, _ order: LinkOrder, by actor: Actor) async throws -> NewLink {
        let found = try await located(id, for: .linkDocument, by: actor)
        guard let thirdParty = try Words.given(order.thirdParty, field: "third-party", limit: 100) else {
            throw VaultFailure(.fieldMissing, ["field": "third-party"])
        }
        guard (1...ExternalLink.mostDays).contains(order.days), (1...ExternalLink.mostOpenings).contains(order.openings)
        else { throw VaultFailure(.fieldUnusable, ["field": "days", "reason": "it is out of range"]) }
        let (token, code) = (
            try OneTimeSecrets.bytes(ExternalLink.tokenSize), OneTimeSecrets.digits(ExternalLink.codeDigits)
        )
        let link = ExternalLinkID()
        let key = try key(of: found.safe)
        let now = clock.now()
        let record = ExternalLinkRecord(
            id: link, document: id,
            thirdParty: try key.fields.seal(text: thirdParty, at: ExternalLinkRecord.address("third_party", of: link)),
            codeMAC: try oneTimeSecrets().mark(Array(code.utf8), for: .externalLinkCode, bond: link.bytes),
            until: now + .days(order.days), openings: order.openings, openingsLeft: order.openings, wrongCodes: 0,
            createdAt: now, isRevoked: false)
        let digest = try Digest.sha256(token)
        try await change { database in
            let found = try stillLocated(id, for: .linkDocument, by: actor, in: database)
            try record.insert(tokenDigest: digest, into: database)
            let event = AuditEvent(
                .linkCreated, owner: found.safe.holder, item: id.bytes, details: [.count: "\(order.openings)"])
            try journal.record(event, by: actor, in: database)
        }
        return NewLink(
            link: try record.link(key, now: now), token: SecretText(Hex.encode(token)), code: SecretText(code))
    }

    /// Ends a link, at once.
    ///
    /// - Throws: `notFound`.
    public func revokeLink(_ link: ExternalLinkID, of id: DocumentID, by actor: Actor) async throws {
        let found = try await holderLocated(id, by: actor)
        try await change { database in
            guard try ExternalLinkRecord.revoke(link, of: id, at: clock.now(), in: database) else {
                throw VaultFailure(.notFound)
            }
            try journal.record(
                AuditEvent(.linkRevoked, owner: found.safe.holder, item: id.bytes), by: actor, in: database)
        }
    }

    /// Opens the document of a link for whoever has the code.
    ///
    /// - Throws: `linkRefused`, the same for a link that never was, has run out, was used up or revoked, for a wrong code,
    ///   and while a source has tried too often; `documentMissing`, `documentDamaged`, `diskFailed`.
    public func openLink(token: String, code: SecretText, source: RequestSource) async throws -> OpenedDocument {
        try await LinkOpening(vault: self, token: token, code: code, source: source).run()
    }
}
