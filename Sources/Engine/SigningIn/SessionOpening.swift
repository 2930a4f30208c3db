import GRDB

/// Opens the session of somebody who has proven who they are. The one place where sessions are made, so that each
/// begins with a token of its own (session fixation) and is in the journal.
struct SessionOpening {
    let vault: Vault
    let account: FoundAccount
    let mode: SessionMode
    let source: RequestSource
    /// What the browser brought.
    let device: DeviceToken?

    /// Whether this browser may go without the second factor from now on.
    enum Trust: Sendable {
        case asBefore
        case granted
    }

    /// Opens it within the transaction of `database`.
    ///
    /// - Parameter method: the second factor that was used.
    func open(method: SecondFactorKind? = nil, trust: Trust = .asBefore, in database: Database) throws -> OpenedSession {
        let now = vault.clock.now()
        let token = try SessionToken()
        let reference = try token.reference()
        try SessionRecord.insert(try new(reference, now: now), into: database)
        if method != nil { try SessionRecord.noteFactor(reference, at: now, in: database) }
        let person = SignedInPerson(
            account: account.id, role: account.role, language: account.language, safe: account.safe, session: reference,
            source: source)
        let isReopened = try vault.wake(account.id, by: .person(person), in: database)
        var details: [AuditEvent.Detail: String] = [.mode: mode.rawValue]
        if let method { details[.method] = method.rawValue }
        try vault.journal.record(
            AuditEvent(.signedIn, owner: account.id, details: details), by: .person(person), in: database)
        try vault.supervision.succeeded(account.id, from: source, knowsBrowser: try knowsBrowser(in: database), in: database)
        try vault.supervision.opened(person, in: database)
        let device = try noteDevice(trust, person, at: now, in: database)
        guard let session = try SessionRecord.find(reference, in: database) else { throw VaultFailure(.fault) }
        return OpenedSession(
            token: SecretText(token.text), session: try vault.active(session, person, token),
            device: device.map { SecretText($0.text) }, isReopened: isReopened)
    }

    private func new(_ reference: SessionReference, now: Moment) throws -> NewSession {
        let directory = vault.keys.directory
        return NewSession(
            reference: reference,
            account: account.id,
            mode: mode,
            source: try directory.seal(text: source.address, at: SessionRecord.address("source", of: reference)),
            browser: try source.browser.map {
                try directory.seal(text: $0.stored, at: SessionRecord.address("browser", of: reference))
            },
            createdAt: now,
            now: now,
            endsAt: SessionRules(vault.settings.signingIn).end(from: now)
        )
    }

    private func knowsBrowser(in database: Database) throws -> Bool {
        guard let device else { return false }
        return try DeviceRecord.find(try device.reference(), of: account.id, in: database) != nil
    }

    /// A computer that others use too is never known again, nor trusted (AUT-12).
    private func noteDevice(
        _ trust: Trust, _ person: SignedInPerson, at now: Moment, in database: Database
    ) throws -> DeviceToken? {
        guard mode == .ordinary else { return nil }
        let token = try device ?? DeviceToken()
        let reference = try token.reference()
        let browser = try source.browser.map {
            try vault.keys.directory.seal(text: $0.stored, at: DeviceRecord.browserAddress(reference))
        }
        try DeviceRecord.note(reference, of: account.id, browser: browser, at: now, in: database)
        let time = min(vault.settings.signingIn.deviceTrust, DeviceRecord.longestTrust)
        guard case .granted = trust, time > .zero else { return token }
        try DeviceRecord.trust(reference, of: account.id, until: now + time, in: database)
        try vault.journal.record(AuditEvent(.deviceTrusted, owner: account.id), by: .person(person), in: database)
        return token
    }
}
