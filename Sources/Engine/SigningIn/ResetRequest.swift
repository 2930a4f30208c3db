import GRDB

/// Somebody asks for a link by e-mail or a code by SMS. All of it happens for every name, known or not: the same
/// look-ups, seals, rows and events in one transaction, and the same answer (AUT-08).
struct ResetRequest {
    let vault: Vault
    let loginName: String
    let kind: SecondFactorKind
    /// Before the secret of a link: `https://…/`.
    let linkBase: String
    let source: RequestSource
    /// The token by which the browser is known from earlier, where it has one.
    let device: String?

    /// Requests from one source in a day, known names or not.
    static let mostPerSource = 100
    private static let codeDigits = 8
    private static let linkBytes = 16

    /// - Returns: the token of this browser.
    /// - Throws: `channelNotOffered`, `codesUsedUp` for the source.
    func run() async throws -> SecretText {
        let name = LoginName(typed: loginName)
        let channel: Notice.Channel = kind == .sms ? .sms : .email
        guard vault.channels.offers(channel) else {
            throw VaultFailure(.channelNotOffered, ["channel": channel.rawValue])
        }
        let token = try ResetToken()
        let browser = try token.digest()
        let index = try name.index(vault.keys.index)
        let fromHere = try vault.keys.index.value(column: "attempt.reset-source", of: NetworkPrefix.of(source.address))
        try await vault.catalog.write { database in
            let now = vault.clock.now()
            let day = now - LockoutRules.memory
            func isUsedUp(_ subject: [UInt8], _ most: Int) throws -> Bool {
                try Attempts.earliest(ofLast: most, subject, since: day, in: database) != nil
            }
            guard try !isUsedUp(fromHere, Self.mostPerSource) else { throw VaultFailure(.codesUsedUp) }
            let account = try FoundAccount.find(login: index, in: database)
            let limits = try limits(name, account, in: database)
            let isTooOften = try limits.contains { try isUsedUp($0.subject, $0.most) }
            try Attempts.add(fromHere, at: now, in: database)
            if !isTooOften { for limit in limits { try Attempts.add(limit.subject, at: now, in: database) } }
            let to = try recipient(of: account, in: database)
            let rests = try AccountRecord.contactRests(channel, of: account?.id ?? AccountID(), now: now, in: database)
            let reached = isTooOften || rests || account?.mayEnter != true ? nil : to.real
            try begin(browser, account: reached == nil ? nil : account?.id, to: reached ?? to.decoy, at: now, in: database)
            try vault.journal.record(
                AuditEvent(.resetAsked, owner: account?.id, details: [.method: kind.rawValue]), by: .stranger(source),
                in: database)
        }
        return SecretText(token.text)
    }

    /// What the requests for a name count on. Strangers use up their own network's, and never those of a browser that
    /// the account knows; what all of them can make the holder's telephone ring is bounded too.
    private func limits(
        _ name: LoginName, _ account: FoundAccount?, in database: Database
    ) throws -> [(subject: [UInt8], most: Int)] {
        let index = vault.keys.index
        if let account, let device = try vault.device(device, of: account.id, in: database) {
            let text = "\(account.id.text)\n\(Hex.encode(device.reference.digest))"
            return [(try index.value(column: "attempt.resets-device", of: text), CredentialResetRecord.mostADay)]
        }
        let here = "\(name.text)\n\(NetworkPrefix.of(source.address))"
        return [
            (try index.value(column: "attempt.resets-here", of: here), CredentialResetRecord.mostADay),
            (try index.value(column: "attempt.resets", of: name.text), CredentialResetRecord.mostOfStrangers),
        ]
    }

    /// The account's own recipient, and one that stands for it where there is none.
    private func recipient(
        of account: FoundAccount?, in database: Database
    ) throws -> (real: CodeRecipient?, decoy: CodeRecipient) {
        let decoy = CodeRecipient(
            channel: kind == .sms ? .sms : .email, address: kind == .sms ? "+33600000000" : "nobody@example.invalid",
            language: "fr")
        if let account { return (try vault.recipient(of: account.id, for: kind, in: database), decoy) }
        // As many fields are opened as for an account that exists.
        let nobody = AccountID()
        _ = try AccountContacts.find(nobody, keys: vault.keys, in: database)
        for text in ["+33600000000", "nobody@example.invalid"] {
            let place = AccountRecord.address("email", of: nobody)
            _ = try vault.keys.directory.openText(try vault.keys.directory.seal(text: text, at: place), at: place)
        }
        return (nil, decoy)
    }

    private func begin(
        _ browser: [UInt8], account: AccountID?, to: CodeRecipient, at now: Moment, in database: Database
    ) throws {
        let secret =
            kind == .sms ? OneTimeSecrets.digits(Self.codeDigits) : Hex.encode(try OneTimeSecrets.bytes(Self.linkBytes))
        let purpose: OneTimeSecrets.Purpose = kind == .sms ? .resetCode : .resetLink
        let mark = try vault.oneTimeSecrets().mark(Array(secret.utf8), for: purpose, bond: browser)
        try CredentialResetRecord(
            browser: browser, account: account, way: kind == .sms ? .sms : .email, mark: mark, provenAt: nil, opensAt: now,
            endsAt: now + CredentialResetRecord.life, tries: 0
        ).save(in: database)
        let minutes = String(CredentialResetRecord.life.inSeconds / 60)
        let notice = Notice(
            kind == .sms ? .resetCode : .resetLink, by: to.channel, to: to.address, language: to.language,
            values: kind == .sms ? [.code: secret, .minutes: minutes] : [.link: linkBase + secret, .minutes: minutes],
            account: account, lifetime: CredentialResetRecord.life)
        try database.inSavepoint {
            try vault.outbox.enqueue(notice, in: database)
            // Written for a name that nobody has, too, and taken back: the work is the same.
            return account == nil ? .rollback : .commit
        }
    }
}
