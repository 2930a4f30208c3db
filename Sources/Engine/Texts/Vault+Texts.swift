import GRDB

extension Vault {
    /// Whether the person has accepted this version, in whatever language.
    public func hasAccepted(_ kind: OfficialText.Kind, version: String, _ person: SignedInPerson) async throws -> Bool {
        try await catalog.read { try TermsAcceptance.exists(kind, version, of: person.account, in: $0) }
    }

    /// Keeps that the person accepted a text. A second time changes nothing: the first counts.
    ///
    /// - Throws: `readOnlyAfterFault`, `diskFull`.
    public func accept(_ text: OfficialText, by person: SignedInPerson) async throws {
        try await require(.person(person), .acceptTerms, on: .account(person.account))
        try await change { database in
            let acceptance = TermsAcceptance(
                kind: text.kind, version: text.version, language: text.language, digest: text.digest, at: clock.now())
            guard try acceptance.insert(for: person.account, into: database) else { return }
            let event = AuditEvent(.termsAccepted, owner: person.account, details: [.language: text.language])
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// What the person has accepted, newest first.
    public func acceptances(of person: SignedInPerson) async throws -> [TermsAcceptance] {
        try await catalog.read { try TermsAcceptance.all(of: person.account, in: $0) }
    }
}

/// That somebody accepted a text (ACC-08).
public struct TermsAcceptance: Sendable, Equatable {
    public let kind: OfficialText.Kind
    public let version: String
    public let language: String
    /// SHA-256 of the words that were on the page.
    public let digest: [UInt8]
    public let at: Moment
}
