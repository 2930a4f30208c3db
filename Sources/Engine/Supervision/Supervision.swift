import GRDB
import Logging

/// Watches attempts to sign in, within the transactions that record them (AUT-05).
struct Supervision: Sendable {
    let vault: Vault

    /// An attempt failed.
    ///
    /// - Parameters:
    ///   - account: the account of the name, where there is one; it makes no difference to what is counted.
    ///   - startsPause: whether this failure began a pause.
    func failed(
        _ name: LoginName, from source: RequestSource, account: AccountID?, startsPause: Bool, in database: Database
    ) throws {
        let now = vault.clock.now()
        let settings = vault.settings.supervision
        let prefix = NetworkPrefix.of(source.address)
        let nameMark = try vault.keys.index.value(column: "supervision.name", of: name.text)
        let sourceMark = try vault.keys.index.value(column: "supervision.source", of: prefix)
        try FailedPairs.forget(before: now - SupervisionRules.window, in: database)
        let names = try FailedPairs.count(.names, of: sourceMark, with: nameMark, at: now, in: database)
        let sources = try FailedPairs.count(.sources, of: nameMark, with: sourceMark, at: now, in: database)
        if names >= settings.namesPerSource {
            try raise(Finding(kind: .manyNames, subject: sourceMark, source: prefix), in: database)
        }
        if sources >= settings.sourcesPerName {
            try raise(Finding(kind: .manySources, subject: nameMark, account: account), in: database)
        }
        if try FailureHours.countsUnusual(at: now, settings, in: database) {
            let subject = try vault.keys.index.value(column: "supervision.service", of: "")
            try raise(Finding(kind: .manyFailures, subject: subject), in: database)
        }
        if startsPause, let account {
            let subject = try subject(of: account)
            try raise(Finding(kind: .repeatedFailures, subject: subject, account: account, source: prefix), in: database)
        }
    }

    /// A person is in.
    ///
    /// - Parameter knowsBrowser: whether the account was used in this browser before.
    func succeeded(
        _ account: AccountID, from source: RequestSource, knowsBrowser: Bool, in database: Database
    ) throws {
        let now = vault.clock.now()
        let prefix = NetworkPrefix.of(source.address)
        let network = try vault.keys.index.value(column: "known_network.network", of: account.text + "\n" + prefix)
        let standing = try KnownNetworks.note(network, of: account, at: now, in: database)
        // The first network of all is that of the first sign-in.
        guard standing == .new, !knowsBrowser else { return }
        // Each place is a thing of its own: the second stranger of a day is news too.
        let subject = try vault.keys.index.value(column: "supervision.place", of: account.text + "\n" + prefix)
        let finding = Finding(kind: .unusualPlace, subject: subject, account: account, source: prefix)
        try raise(finding, in: database)
    }

    /// A session of staff was opened. Accounts are personal: where another one runs in another network, that is told, and
    /// of the same two networks once a day (ROL-10).
    func opened(_ person: SignedInPerson, in database: Database) throws {
        guard person.role != .beneficiary else { return }
        let here = NetworkPrefix.of(person.source.address)
        for there in try otherNetworks(of: person, in: database).subtracting([here]).sorted() {
            let pair = [person.account.text] + [here, there].sorted()
            let subject = try vault.keys.index.value(column: "supervision.pair", of: pair.joined(separator: "\n"))
            let finding = Finding(kind: .twoPlaces, subject: subject, account: person.account, source: here)
            try raise(finding, in: database)
        }
    }

    /// Where the person's other sessions that still run came from.
    private func otherNetworks(of person: SignedInPerson, in database: Database) throws -> Set<String> {
        let now = vault.clock.now()
        let rules = SessionRules(vault.settings.signingIn)
        let running = try SessionListing.all(of: person.account, in: database).filter {
            $0.reference != person.session
                && rules.idleEnd($0.mode, lastSeen: $0.lastSeenAt, endsAt: $0.endsAt) > now
        }
        // A place that cannot be read any more keeps nobody out.
        return Set(
            try running.prefix(SupervisionRules.mostSessions).compactMap { session in
                try vault.unlessDamaged {
                    try vault.keys.directory.openText(
                        session.source, at: SessionRecord.address("source", of: session.reference))
                }.map { NetworkPrefix.of($0) }
            })
    }

    private func subject(of account: AccountID) throws -> [UInt8] {
        try vault.keys.index.value(column: "supervision.account", of: account.text)
    }

    // MARK: Raising

    private struct Finding {
        let kind: AlertKind
        let subject: [UInt8]
        var account: AccountID?
        var source: String?
    }

    /// Counts what goes on already, and tells what is new: in the catalog, in the journal, to the holder, to the operator.
    private func raise(_ finding: Finding, in database: Database) throws {
        let now = vault.clock.now()
        var finding = finding
        if try AlertRecord.extend(finding.kind, finding.subject, now: now, in: database) { return }
        let recent = try AlertRecord.count(finding.kind, since: now - SupervisionRules.window, in: database)
        if recent >= SupervisionRules.mostAlerts {
            // More of one kind than anybody reads: all further ones are one. Holders are told all the same.
            let overflow = try vault.keys.index.value(column: "supervision.overflow", of: finding.kind.rawValue)
            let account = finding.account
            if try AlertRecord.extend(finding.kind, overflow, now: now, in: database) {
                return try tellHolder(finding.kind, account, at: now, in: database)
            }
            finding = Finding(kind: finding.kind, subject: overflow, account: nil, source: nil)
            try tellHolder(finding.kind, account, at: now, in: database)
        }
        let id = AlertID()
        let details = try vault.keys.directory.seal(text: finding.source ?? "", at: AlertRecord.detailsAddress(id))
        try AlertRecord.insert(
            AlertRecord.New(
                id: id, kind: finding.kind, subject: finding.subject, account: finding.account, details: details, at: now),
            into: database)
        let event = AuditEvent(
            .alertRaised, owner: finding.account, item: id.bytes, details: [.reason: finding.kind.rawValue])
        try vault.journal.record(event, by: .schedule, in: database)
        try tellHolder(finding.kind, finding.account, at: now, in: database)
        try tellOperator(finding.kind, id, in: database)
    }

    private func tellHolder(_ kind: AlertKind, _ account: AccountID?, at now: Moment, in database: Database) throws {
        guard let account, let purpose = kind.noticeToHolder else { return }
        guard try !isSaid(purpose, to: account, at: now, in: database) else { return }
        try vault.outbox.notify(account, purpose, values: [.moment: NoticeValue.text(now)], in: database)
    }

    /// Whoever is tried every day, or works in many networks, need not hear of it by SMS more than once a day. That
    /// somebody got in from a new place is said each time.
    private func isSaid(
        _ purpose: NoticePurpose, to account: AccountID, at now: Moment, in database: Database
    ) throws -> Bool {
        guard purpose == .signInAttempts || purpose == .signedInTwice else { return false }
        return try OutboxRecord.contains(purpose, of: account, since: now - SupervisionRules.sameThing, in: database)
    }

    private func tellOperator(_ kind: AlertKind, _ id: AlertID, in database: Database) throws {
        guard kind.concernsOperator else { return }
        vault.logger.warning(
            "Supervision: \(kind.sentence). See: vaultctl alerts",
            // The name by which the journal of the system finds it.
            metadata: ["event": "supervisionAlert", "alert": "\(id)", "kind": "\(kind.rawValue)"])
        guard vault.channels.canSendEmail else { return }
        for address in vault.settings.supervision.mailTo {
            let notice = Notice(
                .operatorAlert, by: .email, to: address, language: vault.settings.web.defaultLanguage,
                values: [.detail: kind.sentence, .count: "1"])
            try vault.outbox.enqueue(notice, in: database)
        }
    }
}

extension Vault {
    /// Watches attempts to sign in.
    var supervision: Supervision { Supervision(vault: self) }
}
