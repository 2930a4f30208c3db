import GRDB

extension Vault {
    /// The person's second factors and what else could be added.
    public func secondFactors(of person: SignedInPerson) async throws -> SecondFactorOverview {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        return try await catalog.read { database in
            return SecondFactorOverview(
                factors: try SecondFactorRecord.active(of: person.account, in: database).map {
                    SecondFactorSummary(kind: $0.kind, since: $0.since, lastUsedAt: $0.lastUsedAt)
                },
                printedLeft: try PrintedCodes.count(of: person.account, in: database),
                canSMS: try recipient(of: person.account, for: .sms, in: database) != nil,
                canEmail: try recipient(of: person.account, for: .email, in: database) != nil,
                use: settings.signingIn.secondFactorUse(of: person.role)
            )
        }
    }

    /// Begins to add an authenticator app: a new seed, which counts once a code of it was typed.
    ///
    /// - Throws: `confirmationNeeded`; `factorNeeded` where there is another factor: who could add one without it could
    ///   then prove that one in its stead.
    public func beginTOTP(of person: SignedInPerson) async throws -> TOTPSetup {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let seed = try OneTimeSecrets.bytes(TOTP.seedSize)
        let place = SecondFactorRecord.secretAddress(of: person.account)
        let sealed = try keys.directory.seal(seed, at: place)
        let name = try await catalog.write { database in
            try StepUp.requireBoth(person, now: clock.now(), in: database)
            guard let account = try FoundAccount.find(person.account, in: database) else { throw VaultFailure(.notFound) }
            if try SecondFactorRecord.find(.totp, of: person.account, in: database)?.isActive ?? false {
                throw VaultFailure(.secondFactorNeeded)
            }
            try SecondFactorRecord.set(
                .totp, of: person.account, secret: sealed, isActive: false, at: clock.now(), in: database)
            return try account.loginName(keys.directory)
        }
        let text = Base32.encode(seed)
        let link = TOTP.link(seed: text, account: name.text, issuer: settings.web.serviceName)
        return TOTPSetup(secret: SecretText(Base32.grouped(text)), link: SecretText(link), code: try QRCode(link))
    }

    /// Begins to add SMS or e-mail: a code goes to the registered number or address.
    ///
    /// - Throws: `confirmationNeeded`, `factorNeeded`, `contactMissing`, `codesUsedUp`.
    public func beginSentFactor(_ kind: SecondFactorKind, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        guard kind.isSent else { throw VaultFailure(.notFound) }
        try await catalog.write { database in
            try StepUp.requireBoth(person, now: clock.now(), in: database)
            try check(of: person).send(by: kind, in: database)
            let event = AuditEvent(.codeSent, owner: person.account, details: [.method: kind.rawValue])
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// Adds the factor whose first code was typed; by that it is proven in this session. Every other session of the
    /// account ends.
    ///
    /// - Throws: `secondFactorRefused`, `confirmationNeeded`, `factorNeeded`.
    public func addSecondFactor(_ kind: SecondFactorKind, code: String, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let isRight = try await catalog.write { database in
            let now = clock.now()
            try StepUp.requireBoth(person, now: now, in: database)
            guard try acceptFirst(code, of: kind, person, at: now, in: database) else { return false }
            try SessionRecord.noteFactor(person.session, at: now, in: database)
            try finishChange(.secondFactorAdded, kind, person, in: database)
            return true
        }
        guard isRight else { throw VaultFailure(.secondFactorRefused) }
    }

    /// Ten new codes on paper, in the place of earlier ones. They are told here and never again.
    ///
    /// - Throws: `confirmationNeeded`, `factorNeeded`; `secondFactorNeeded` where there is nothing that they could stand in for.
    public func makePrintedCodes(of person: SignedInPerson) async throws -> [SecretText] {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        let codes = try (0..<10).map { _ in try OneTimeSecrets.bytes(10) }
        let secrets = try oneTimeSecrets()
        let marks = try codes.map { try secrets.mark($0, for: .printedCode, bond: person.account.bytes) }
        try await catalog.write { database in
            let now = clock.now()
            try StepUp.requireBoth(person, now: now, in: database)
            let others = try SecondFactorRecord.active(of: person.account, in: database).filter { $0.kind != .printed }
            guard !others.isEmpty else { throw VaultFailure(.secondFactorNeeded) }
            try SecondFactorRecord.set(.printed, of: person.account, isActive: true, at: now, in: database)
            try PrintedCodes.replace(marks, of: person.account, in: database)
            try finishChange(.secondFactorAdded, .printed, person, in: database)
        }
        return codes.map { SecretText(Base32.grouped(Base32.encode($0))) }
    }

    /// Removes a factor; with the last of the others the codes on paper go too.
    ///
    /// - Throws: `confirmationNeeded`, `factorNeeded`, `notFound`; `secondFactorNeeded` where the role must keep one.
    public func removeSecondFactor(_ kind: SecondFactorKind, of person: SignedInPerson) async throws {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        try await catalog.write { database in
            try StepUp.requireBoth(person, now: clock.now(), in: database)
            let kinds = try SecondFactorRecord.active(of: person.account, in: database).map(\.kind)
            guard kinds.contains(kind) else { throw VaultFailure(.notFound) }
            let isLast = kinds.allSatisfy { $0 == kind || $0 == .printed } && kind != .printed
            guard !isLast || settings.signingIn.secondFactorUse(of: person.role) != .required else {
                throw VaultFailure(.secondFactorNeeded)
            }
            try SecondFactorRecord.delete(kind, of: person.account, in: database)
            if isLast { try SecondFactorRecord.delete(.printed, of: person.account, in: database) }
            try finishChange(.secondFactorRemoved, kind, person, in: database)
        }
    }

    private func check(of person: SignedInPerson) -> SecondFactorCheck {
        SecondFactorCheck(vault: self, account: person.account, subject: person.session.digest)
    }

    private func acceptFirst(
        _ code: String, of kind: SecondFactorKind, _ person: SignedInPerson, at now: Moment, in database: Database
    ) throws -> Bool {
        guard kind == .totp else {
            guard kind.isSent, try check(of: person).acceptsSent(code, kind, in: database) else { return false }
            try SecondFactorRecord.set(kind, of: person.account, isActive: true, at: now, in: database)
            // The code came by it: it is at hand again.
            if kind == .sms { try AccountRecord.setPhoneLost(at: nil, of: person.account, in: database) }
            return true
        }
        guard let factor = try SecondFactorRecord.find(.totp, of: person.account, in: database), !factor.isActive,
            let step = try check(of: person).step(of: code, factor, now: now)
        else { return false }
        try SecondFactorRecord.activate(.totp, of: person.account, at: now, in: database)
        try SecondFactorRecord.noteUse(.totp, of: person.account, step: step, at: now, in: database)
        return true
    }

    private func finishChange(
        _ event: AuditEvent.Kind, _ kind: SecondFactorKind, _ person: SignedInPerson, in database: Database
    ) throws {
        try endOthers(than: person, in: database)
        try journal.record(
            AuditEvent(event, owner: person.account, details: [.method: kind.rawValue]), by: .person(person), in: database)
        try tellOfChange(person.account, in: database)
    }
}

/// The second factors of a person.
public struct SecondFactorOverview: Sendable, Equatable {
    public let factors: [SecondFactorSummary]
    /// Codes on paper that are left.
    public let printedLeft: Int
    /// Whether there is a number to send to.
    public let canSMS: Bool
    /// Whether there is an address to send to.
    public let canEmail: Bool
    public let use: SecondFactorUse
}

/// One second factor.
public struct SecondFactorSummary: Sendable, Equatable {
    public let kind: SecondFactorKind
    public let since: Moment
    public let lastUsedAt: Moment?
}

/// What an authenticator app needs to know. Shown once.
public struct TOTPSetup: Sendable {
    /// Base32 in groups of four, to type.
    public let secret: SecretText
    /// `otpauth://…`, to press on the phone itself.
    public let link: SecretText
    /// The same link, to scan.
    public let code: QRCode
}
