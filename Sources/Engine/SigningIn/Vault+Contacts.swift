import GRDB

extension Vault {
    /// The person's own number and address, and what can be done with them.
    ///
    /// - Throws: `confirmationNeeded`, `factorNeeded`.
    public func contacts(of person: SignedInPerson) async throws -> OwnContacts {
        try await require(.person(person), .changeOwnSecurity, on: .account(person.account))
        return try await catalog.read { database in
            let now = clock.now()
            try StepUp.requireBoth(person, now: now, in: database)
            guard let known = try AccountContacts.find(person.account, keys: keys, in: database) else {
                throw VaultFailure(.notFound)
            }
            let factors = Set(try SecondFactorRecord.active(of: person.account, in: database).map(\.kind))
            func contact(_ channel: Notice.Channel) throws -> OwnContact {
                let goodFrom = try AccountRecord.contactGoodFrom(channel, of: person.account, in: database)
                return OwnContact(
                    channel: channel, address: known.recipient(by: channel), canBeProven: channels.offers(channel),
                    isSecondFactor: factors.contains(channel == .sms ? .sms : .email),
                    isLost: try channel == .sms && AccountRecord.isPhoneLost(person.account, in: database),
                    restsUntil: goodFrom.flatMap { $0 > now ? $0 : nil })
            }
            return OwnContacts(
                phone: try contact(.sms), email: try contact(.email),
                isResting: try AccountRecord.isFrozen(person.account, now: now, in: database))
        }
    }

    /// Sends a code to a new number or address. It counts once the code was typed, and not before. Nothing here tells
    /// whether somebody else's account has the same one: that is allowed, families share a telephone.
    ///
    /// - Throws: `notFound` within a day of a reset; `confirmationNeeded`, `factorNeeded`; `channelNotOffered`;
    ///   `fieldUnusable` for what is no number or address; `codesUsedUp`.
    public func beginContactChange(_ channel: Notice.Channel, to typed: String, of person: SignedInPerson) async throws {
        try await requireContactChange(person)
        let contact = try channel == .sms ? PersonFields.phone(typed) : PersonFields.email(typed)
        guard channels.offers(channel) else { throw VaultFailure(.channelNotOffered, ["channel": channel.rawValue]) }
        let sealed = try keys.directory.seal(text: contact, at: ContactChangeRecord.contactAddress(of: person.account))
        let code = OneTimeSecrets.digits(SentCodeRecord.digits)
        let mark = try contactMark(code, contact, of: person)
        let floods = [
            try keys.index.value(column: "attempt.contact-codes", of: person.account.text),
            try keys.index.value(column: "attempt.contact-codes-to", of: contact),
        ]
        try await change { database in
            let now = clock.now()
            try StepUp.requireBoth(person, now: now, in: database)
            for subject in floods {
                let earliest = try Attempts.earliest(
                    ofLast: ContactChangeRecord.mostADay, subject, since: now - LockoutRules.memory, in: database)
                guard earliest == nil else { throw VaultFailure(.codesUsedUp) }
                try Attempts.add(subject, at: now, in: database)
            }
            try ContactChangeRecord(
                account: person.account, session: person.session, channel: channel, contact: sealed, mark: mark,
                endsAt: now + SentCodeRecord.life, tries: 0
            ).save(in: database)
            try outbox.enqueue(
                Notice(
                    .contactCode, by: channel, to: contact, language: person.language,
                    values: [.code: code, .minutes: String(SentCodeRecord.life.inSeconds / 60)], account: person.account,
                    lifetime: SentCodeRecord.life),
                in: database)
            let event = AuditEvent(.codeSent, owner: person.account, details: [.method: channel.rawValue])
            try journal.record(event, by: .person(person), in: database)
        }
    }

    /// Takes the code, and the contact counts. The old and the new contact and every other channel are told; every other
    /// session ends, and so does the trust in browsers. A second factor was proven for this and moves along. Where
    /// there was one for the time of the settings, the contact is good at once; elsewhere nothing that leads to a new password goes to the contact
    /// for the time of the settings, in which the holder can act.
    ///
    /// - Throws: `notFound` within a day of a reset; `confirmationNeeded`, `factorNeeded`; `secondFactorRefused`, the same
    ///   for a wrong, an old and a used code and one of another session.
    public func finishContactChange(code: String, of person: SignedInPerson) async throws {
        try await requireContactChange(person)
        let isRight = try await change { database in
            let now = clock.now()
            try StepUp.requireBoth(person, now: now, in: database)
            guard let pending = try ContactChangeRecord.find(person, in: database), pending.endsAt > now,
                pending.endsAt.since(now) <= SentCodeRecord.life, pending.tries < SentCodeRecord.mostTries
            else { return false }
            try ContactChangeRecord.noteTry(person.account, in: database)
            let contact = try keys.directory.openText(
                pending.contact, at: ContactChangeRecord.contactAddress(of: person.account))
            let mark = try contactMark(OneTimeSecrets.typedDigits(code), contact, of: person)
            guard Digest.constantTimeEqual(mark, pending.mark) else { return false }
            try put(contact, by: pending.channel, of: person, at: now, in: database)
            return true
        }
        guard isRight else { throw VaultFailure(.secondFactorRefused) }
    }

    /// Removes the number or the address (ACC-05). Where it is a second factor too, that one goes with it, and the codes
    /// on paper with the last.
    ///
    /// - Throws: `notFound` where there is none, and within a day of a reset; `confirmationNeeded`, `factorNeeded`;
    ///   `secondFactorNeeded` where the role must keep that factor.
    public func removeContact(_ channel: Notice.Channel, of person: SignedInPerson) async throws {
        try await requireContactChange(person)
        try await change { database in
            let now = clock.now()
            try StepUp.requireBoth(person, now: now, in: database)
            let before = try AccountContacts.find(person.account, keys: keys, in: database)
            guard before?.recipient(by: channel) != nil else { throw VaultFailure(.notFound) }
            try removeFactor(channel == .sms ? .sms : .email, of: person, in: database)
            try tellOfContact(person, now: now, in: database)
            try AccountRecord.setContact(nil, by: channel, of: person.account, goodFrom: nil, keys: keys, in: database)
            try finishContact(.contactRemoved, channel, person, in: database)
        }
    }

    // MARK: Together

    private func requireContactChange(_ person: SignedInPerson) async throws {
        let isFrozen = try await catalog.read { try AccountRecord.isFrozen(person.account, now: clock.now(), in: $0) }
        try await require(.person(person), .changeOwnContact, on: .account(person.account, isFrozen: isFrozen))
    }

    private func contactMark(_ digits: String, _ contact: String, of person: SignedInPerson) throws -> [UInt8] {
        let bond = person.account.bytes + person.session.digest + Array(contact.utf8)
        return try oneTimeSecrets().mark(Array(digits.utf8), for: .contactCode, bond: bond)
    }

    private func put(
        _ contact: String, by channel: Notice.Channel, of person: SignedInPerson, at now: Moment, in database: Database
    ) throws {
        let known = try AccountContacts.find(person.account, keys: keys, in: database)
        let isSame = known?.recipient(by: channel) == contact
        let wasLost = try channel == .sms && AccountRecord.isPhoneLost(person.account, in: database)
        // One that was added just before proves nothing more than the password did.
        let isProvenTwice = try SecondFactorRecord.active(of: person.account, in: database)
            .contains { $0.since + settings.signingIn.contactDelay <= now }
        let goodFrom: Moment? =
            if isProvenTwice { nil } else if isSame && !wasLost {
                try AccountRecord.contactGoodFrom(channel, of: person.account, in: database)
            } else { now + settings.signingIn.contactDelay }
        try tellOfContact(person, now: now, in: database)
        try AccountRecord.setContact(
            contact, by: channel, of: person.account, goodFrom: goodFrom, keys: keys, in: database)
        if !isSame, channels.offers(channel) {
            try outbox.enqueue(
                Notice(
                    .contactChanged, by: channel, to: contact, language: person.language,
                    values: [.moment: NoticeValue.text(now)], account: person.account),
                in: database)
        }
        try finishContact(.contactChanged, channel, person, in: database)
    }

    /// To the contacts as they were before: whoever lost one learns of it there.
    private func tellOfContact(_ person: SignedInPerson, now: Moment, in database: Database) throws {
        try outbox.notify(person.account, .contactChanged, values: [.moment: NoticeValue.text(now)], in: database)
    }

    private func finishContact(
        _ kind: AuditEvent.Kind, _ channel: Notice.Channel, _ person: SignedInPerson, in database: Database
    ) throws {
        try ContactChangeRecord.delete(person.account, in: database)
        // What is on its way to the old one leads nowhere any more.
        try SentCodeRecord.deleteAll(of: person.account, in: database)
        try CredentialResetRecord.deleteSent(of: person.account, in: database)
        try endOthers(than: person, in: database)
        let event = AuditEvent(kind, owner: person.account, details: [.method: channel.rawValue])
        try journal.record(event, by: .person(person), in: database)
    }

    private func removeFactor(_ kind: SecondFactorKind, of person: SignedInPerson, in database: Database) throws {
        let kinds = try SecondFactorRecord.active(of: person.account, in: database).map(\.kind)
        guard kinds.contains(kind) else { return }
        let isLast = kinds.allSatisfy { $0 == kind || $0 == .printed }
        guard !isLast || settings.signingIn.secondFactorUse(of: person.role) != .required else {
            throw VaultFailure(.secondFactorNeeded)
        }
        try SecondFactorRecord.delete(kind, of: person.account, in: database)
        if isLast { try SecondFactorRecord.delete(.printed, of: person.account, in: database) }
        let event = AuditEvent(.secondFactorRemoved, owner: person.account, details: [.method: kind.rawValue])
        try journal.record(event, by: .person(person), in: database)
    }
}

/// A person's own number and address.
public struct OwnContacts: Sendable, Equatable {
    public let phone: OwnContact
    public let email: OwnContact
    /// Whether changes rest, since the password was just reset.
    public let isResting: Bool
}

/// A number or an address of one's own.
public struct OwnContact: Sendable, Equatable {
    public let channel: Notice.Channel
    /// Nil where there is none.
    public let address: String?
    /// Whether the service sends codes this way: without one nothing new is taken.
    public let canBeProven: Bool
    public let isSecondFactor: Bool
    /// Whether it was said to be lost.
    public let isLost: Bool
    /// Until when it leads to no new password, because it is new; nil where it does.
    public let restsUntil: Moment?
}
