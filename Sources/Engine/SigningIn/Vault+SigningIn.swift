import GRDB
import Logging

extension Vault {
    /// The first step of signing in, and the only one for accounts without a second factor and in trusted browsers.
    ///
    /// - Throws: `signInRefused`, the same for an unknown identifier, a wrong password and an account that may not sign
    ///   in; `signInDelayed` with the minutes of the pause; `busy` when too many sign in at once.
    public func signIn(_ request: SignInRequest) async throws -> SignInOutcome {
        try await SignIn(vault: self, request: request).run()
    }

    /// The session of a token that a browser sent, and notes the activity; nil where there is none or it has ended.
    public func session(token text: String, source: RequestSource) async throws -> ActiveSession? {
        guard let token = SessionToken(text) else { return nil }
        let reference = try token.reference()
        guard let record = try await catalog.read({ try SessionRecord.find(reference, in: $0) }) else { return nil }
        let now = clock.now()
        let rules = SessionRules(settings.signingIn)
        let end = rules.idleEnd(record.mode, lastSeen: record.lastSeenAt, endsAt: record.endsAt)
        guard now < end, record.accountState == "active" else { return nil }
        if rules.isWorthTouching(lastSeen: record.lastSeenAt, now: now) {
            await touch(reference, at: now)
        }
        let person = SignedInPerson(
            account: record.account, role: record.role, language: record.language, safe: record.safe,
            session: reference, source: source)
        return try active(record, person, token, lastSeen: now)
    }

    /// Whether the session of a token has ended because nothing was done, and not because somebody ended it or its day
    /// was over.
    public func endedIdle(token text: String) async throws -> Bool {
        guard let reference = try SessionToken(text)?.reference(),
            let record = try await catalog.read({ try SessionRecord.find(reference, in: $0) })
        else { return false }
        let idle = SessionRules(settings.signingIn).idle(record.mode)
        return record.accountState == "active" && clock.now().since(record.lastSeenAt) >= idle
    }

    /// Ends the session of this request; harmless where it has ended.
    public func signOut(_ person: SignedInPerson) async throws {
        try await catalog.write { database in
            guard try SessionRecord.delete(person.session, in: database) else { return }
            try journal.record(AuditEvent(.signedOut, owner: person.account), by: .person(person), in: database)
        }
    }

    /// Changes the person's own password and ends all other sessions of the account.
    ///
    /// - Throws: `signInRefused` where `old` is not right; `signInDelayed`; `passwordTooWeak`; `busy`; `sessionEnded` and
    ///   `changedMeanwhile` where the account was taken back while this ran.
    public func changePassword(_ old: SecretText, to new: SecretText, of person: SignedInPerson) async throws {
        try await PasswordChange(vault: self, person: person, old: old, new: new).run()
    }

    /// Changes the language of the person's pages.
    ///
    /// - Throws: `fieldUnusable`.
    public func setLanguage(_ code: String, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnLanguage, on: .account(person.account))
        let code = try LanguageCode.checked(code)
        try await change { database in
            try AccountRecord.setLanguage(code, of: person.account, in: database)
            let event = AuditEvent(.languageChanged, owner: person.account, details: [.language: code])
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// On a full disk the session still lasts as long as its last noted activity allows: reading must go on.
    private func touch(_ reference: SessionReference, at moment: Moment) async {
        do {
            try await catalog.write { try SessionRecord.touch(reference, at: moment, in: $0) }
        } catch {
            logger.warning("Activity of a session could not be noted", metadata: ["cause": "\(error)"])
        }
    }

    func active(
        _ record: SessionRecord, _ person: SignedInPerson, _ token: SessionToken, lastSeen: Moment? = nil
    ) throws -> ActiveSession {
        func name(_ column: String, _ sealed: [UInt8]) throws -> String {
            try keys.directory.openText(sealed, at: AccountRecord.address(column, of: record.account))
        }
        let first = try name("first_name", record.firstName)
        let last = try name("last_name", record.lastName)
        let rules = SessionRules(settings.signingIn)
        let isRequired = settings.signingIn.secondFactorUse(of: record.role) == .required
        return ActiveSession(
            person: person,
            displayName: "\(first) \(last)",
            csrfToken: try token.csrf(),
            mode: record.mode,
            endsIdleAt: rules.idleEnd(record.mode, lastSeen: lastSeen ?? record.lastSeenAt, endsAt: record.endsAt),
            endsAt: record.endsAt,
            mustChangePassword: record.mustChangePassword,
            mustAddSecondFactor: isRequired && !record.hasSecondFactor,
            canStopReset: record.stoppableResetUntil.map { $0 > clock.now() } ?? false
        )
    }
}

/// A session that was checked for one request.
public struct ActiveSession: Sendable {
    public let person: SignedInPerson
    /// First and last name, for the person's own pages.
    public let displayName: String
    /// What each form of this session carries.
    public let csrfToken: String
    public let mode: SessionMode
    /// When it ends if nothing more is done.
    public let endsIdleAt: Moment
    /// When it ends whatever is done.
    public let endsAt: Moment
    /// Whether the password was chosen by somebody else, so that nothing but changing it is allowed.
    public let mustChangePassword: Bool
    /// Whether the role needs a second factor and the account has none, so that nothing but adding one is allowed.
    public let mustAddSecondFactor: Bool
    /// Whether somebody else began a reset of the password, which this person can stop.
    public let canStopReset: Bool

    /// Whether a form's token is that of this session, in constant time.
    public func isGenuine(csrfToken sent: String) -> Bool {
        Digest.constantTimeEqual(Array(sent.utf8), Array(csrfToken.utf8))
    }
}
