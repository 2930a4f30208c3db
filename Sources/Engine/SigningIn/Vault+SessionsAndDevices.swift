import GRDB

extension Vault {
    /// Where the person is signed in now, last used first.
    public func sessions(of person: SignedInPerson) async throws -> [SessionSummary] {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let rules = SessionRules(settings.signingIn)
        let now = clock.now()
        return try await catalog.read { [directory = keys.directory] database in
            try SessionListing.all(of: person.account, in: database)
                .filter { now < rules.idleEnd($0.mode, lastSeen: $0.lastSeenAt, endsAt: $0.endsAt) }
                .map { session in
                    let place = SessionRecord.address("browser", of: session.reference)
                    return SessionSummary(
                        id: Hex.encode(session.reference.digest),
                        mode: session.mode,
                        browser: try session.browser.map { BrowserKind(stored: try directory.openText($0, at: place)) },
                        beganAt: session.createdAt,
                        lastSeenAt: session.lastSeenAt,
                        isThis: session.reference == person.session
                    )
                }
        }
    }

    /// Ends one of the person's sessions.
    ///
    /// - Throws: `notFound` where there is none of this id.
    public func endSession(_ id: String, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            guard let digest = Hex.decode(id),
                let session = try SessionListing.find(SessionReference(digest: digest), of: person.account, in: database),
                try SessionRecord.delete(session.reference, in: database)
            else { throw VaultFailure(.notFound) }
            try journal.record(
                AuditEvent(.sessionKilled, owner: person.account, details: [.count: "1"]), by: .person(person), in: database)
        }
    }

    /// Ends every session of the person, this one included, and the trust in browsers.
    public func signOutEverywhere(_ person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            try HalfSessionRecord.deleteAll(of: person.account, in: database)
            try DeviceRecord.distrustAll(of: person.account, in: database)
            let count = try SessionRecord.deleteAll(of: person.account, in: database)
            let event = AuditEvent(.sessionKilled, owner: person.account, details: [.count: String(count)])
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// The browsers that the account is known in, last used first.
    public func devices(of person: SignedInPerson) async throws -> [DeviceSummary] {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let now = clock.now()
        return try await catalog.read { [directory = keys.directory] database in
            try DeviceRecord.all(of: person.account, in: database).map { device in
                let place = DeviceRecord.browserAddress(device.reference)
                return DeviceSummary(
                    reference: device.reference,
                    browser: try device.browser.map { BrowserKind(stored: try directory.openText($0, at: place)) },
                    lastUsedAt: device.lastUsedAt,
                    trustedUntil: device.isTrusted(at: now) ? device.trustedUntil : nil
                )
            }
        }
    }

    /// Forgets a browser: it needs the second factor again, and its failures count as a stranger's.
    ///
    /// - Throws: `notFound` where the account is not known in it.
    public func forgetDevice(_ reference: DeviceReference, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            guard try DeviceRecord.delete(reference, of: person.account, in: database) else { throw VaultFailure(.notFound) }
            try journal.record(AuditEvent(.deviceRevoked, owner: person.account), by: .person(person), in: database)
        }
    }
}

/// A session as its person sees it.
public struct SessionSummary: Sendable, Equatable {
    /// Names it in a form; opens nothing.
    public let id: String
    public let mode: SessionMode
    /// Nil where the browser did not say.
    public let browser: BrowserKind?
    public let beganAt: Moment
    public let lastSeenAt: Moment
    /// Whether it is the one that asks.
    public let isThis: Bool
}

/// A browser that an account is known in.
public struct DeviceSummary: Sendable, Equatable {
    public let reference: DeviceReference
    /// Nil where the browser did not say.
    public let browser: BrowserKind?
    public let lastUsedAt: Moment
    /// Until when it goes without a second factor; nil where it needs one.
    public let trustedUntil: Moment?
}
