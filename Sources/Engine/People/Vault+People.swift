import GRDB

extension Vault {
    /// Adds a person with an empty safe of their own.
    ///
    /// - Throws: `denied`, `loginNameUnusable`, `loginNameTaken`, `passwordTooWeak`, `fieldMissing`, `fieldUnusable`,
    ///   `busy`, `readOnlyAfterFault`, `diskFull`.
    public func addBeneficiary(_ new: NewBeneficiary, by actor: Actor) async throws -> NewAccount {
        try await require(actor, .addAccount, on: .service)
        return try await AccountCreation(vault: self, new: new, actor: actor).run()
    }

    /// Adds the manager of a structure: the operator does it once there is a convention (ROL-02).
    ///
    /// - Throws: `denied`, and as `addBeneficiary`; `fieldUnusable` where the structure is not active.
    public func addManager(_ new: NewStaff, of structure: StructureID, by actor: Actor) async throws -> NewStaffAccount {
        try await require(actor, .addManager, on: .service)
        return try await StaffCreation(
            vault: self, new: new, role: .manager, structure: structure, actor: actor, permission: { _ in }
        ).run()
    }

    /// Gives an existing professional or manager a habilitation in another structure, in the role of the account. An
    /// account that was disabled for want of any is opened again (ACC-13); who was invited and never came in waits for
    /// the invitation again, which this structure can send.
    ///
    /// - Parameters:
    ///   - name: the login name.
    ///   - reason: who asked for it and why (ROL-03); it is kept in the journal.
    /// - Throws: `denied`; `notFound` without such an account of staff; `alreadyHabilitated`; `fieldUnusable`.
    public func habilitate(
        _ name: String, for structure: StructureID, reason: String, by actor: Actor
    ) async throws -> NewHabilitation {
        try await require(actor, .changeAccount, on: .service)
        let reason = try Self.kept(reason)
        let id = HabilitationID()
        return try await change { database in
            let now = clock.now()
            try StructureRecord.requireActive(structure, in: database)
            let account = try account(named: name, in: database)
            let role = try AccountRecord.role(of: account, database)
            guard role != .beneficiary else { throw VaultFailure(.notFound) }
            guard try HabilitationRecord.current(of: account, in: structure, database) == nil else {
                throw VaultFailure(.alreadyHabilitated)
            }
            try HabilitationRecord.insert(
                id, of: account, in: structure, role: role, by: nil, at: now, into: database)
            let granted = AuditEvent(
                .habilitationGranted, owner: account, item: id.bytes, structure: structure,
                details: [.mode: Habilitation.Scope.structure.rawValue, .purpose: reason])
            try journal.record(granted, by: actor, in: database)
            try InvitationRecord.move(of: account, to: structure, now: now, in: database)
            if try AccountState.enableIfDisabled(account, at: now, in: database) {
                let enabled = AuditEvent(
                    .accountEnabled, owner: account, structure: structure, details: [.purpose: reason])
                try journal.record(enabled, by: actor, in: database)
            }
            return NewHabilitation(
                id: id, waitsForInvitation: try InvitationRecord.find(of: account, database)?.structure == structure)
        }
    }

    /// Suspends an account for prohibited use, with a reason that is kept (ROL-14); its sessions end at once. The person
    /// is told on every channel, with its end, and with the reason by e-mail alone.
    ///
    /// - Parameters:
    ///   - name: the login name, or the account's id.
    ///   - until: the last day; nil until it is enabled again.
    /// - Throws: `denied`; `notFound` where there is no such account; `fieldUnusable`; `accountStateUnfit` for one that is
    ///   not in use.
    public func suspendAccount(
        _ name: String, reason: String, until: CalendarDay? = nil, by actor: Actor
    ) async throws {
        try await require(actor, .changeAccount, on: .service)
        let reason = try Self.kept(reason)
        let end = try until?.end(in: settings.backups.zone)
        if let end, end <= clock.now() {
            throw VaultFailure(.fieldUnusable, ["field": "until", "reason": "the day is over"])
        }
        try await change { database in
            let account = try account(named: name, in: database)
            let sealed = try keys.directory.seal(text: reason, at: AccountRecord.address("state_reason", of: account))
            guard try AccountState.suspend(account, reason: sealed, until: end, in: database) else {
                throw try AccountStateRefusal.ofSuspending(account, in: database)
            }
            let ended = try AccountState.endSessions(of: account, in: database)
            let event = AuditEvent(.accountSuspended, owner: account, details: [.count: String(ended), .purpose: reason])
            try journal.record(event, by: actor, in: database)
            // The sign-in page says to nobody that an account is suspended.
            try outbox.notify(
                account, end == nil ? .accountSuspended : .accountSuspendedUntil,
                values: [.moment: NoticeValue.text(end ?? clock.now()), .detail: reason], in: database)
        }
    }

    /// Ends the suspension of an account, or opens one again that was disabled since nobody used it (ACC-12).
    ///
    /// - Parameters:
    ///   - name: the login name, or the account's id.
    ///   - reason: who asked for it and why (ROL-03); it is kept in the journal.
    /// - Throws: `denied`; `notFound` where there is no such account; `fieldUnusable`; `accountStateUnfit` where it is not
    ///   shut, or staff has no habilitation.
    public func enableAccount(_ name: String, reason: String, by actor: Actor) async throws {
        try await require(actor, .changeAccount, on: .service)
        let reason = try Self.kept(reason)
        try await change { database in
            let account = try account(named: name, in: database)
            let event = AuditEvent(.accountEnabled, owner: account, details: [.purpose: reason])
            if try wake(account, by: actor, noting: event, in: database) { return }
            guard try AccountState.resume(account, in: database) else {
                throw try AccountStateRefusal.ofEnabling(account, in: database)
            }
            try journal.record(event, by: actor, in: database)
            try tellOfSuspensionOver(account, in: database)
        }
    }

    /// A reason as it is kept: in one line.
    ///
    /// - Throws: `fieldUnusable`, also for a blank one.
    static func kept(_ reason: String) throws -> String {
        guard let reason = TextLine.normalised(reason, limit: 500) else {
            throw VaultFailure(.fieldUnusable, ["field": "reason", "reason": "1 to 500 characters"])
        }
        return reason
    }

    /// Whoever was told to stay out is told when it is over.
    func tellOfSuspensionOver(_ account: AccountID, in database: Database) throws {
        try outbox.notify(account, .suspensionOver, values: [.moment: NoticeValue.text(clock.now())], in: database)
    }

    /// The accounts, oldest first, without a word about who they are (ROL-11).
    ///
    /// - Throws: `denied`.
    public func accounts(by actor: Actor) async throws -> [AccountSummary] {
        try await require(actor, .listAccounts, on: .service)
        return try await catalog.read { database in
            try Row.fetchAll(database, sql: "SELECT id, role, state, created_at FROM account ORDER BY created_at, id")
                .map { try AccountSummary($0) }
        }
    }

    /// The account of a login name or of an id in its text form.
    ///
    /// - Throws: `notFound`.
    func account(named name: String, in database: Database) throws -> AccountID {
        let index = try LoginName(typed: name).index(keys.index)
        if let found = try AccountRecord.find(login: index, in: database) { return found }
        guard let id = AccountID(name), try AccountRecord.exists(id, database) else { throw VaultFailure(.notFound) }
        return id
    }
}

/// What `habilitate` made.
public struct NewHabilitation: Sendable, Equatable {
    public let id: HabilitationID
    /// Whether nobody has come into the account yet: it opens by its invitation.
    public let waitsForInvitation: Bool
}

/// A structure as the operator sees it.
public struct StructureSummary: Sendable, Equatable {
    public let id: StructureID
    public let name: String
    /// `active` or `ended`.
    public let state: String
    public let createdAt: Moment
}

/// An account as the operator sees it.
public struct AccountSummary: Sendable, Equatable {
    public let id: AccountID
    public let role: Role
    /// `invited`, `active`, `locked`, `suspended`, `disabled` or `deleted`.
    public let state: String
    public let createdAt: Moment
}

extension AccountSummary {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.identifier("id"),
            role: try Role(stored: row["role"]),
            state: row["state"],
            createdAt: Moment(milliseconds: row["created_at"])
        )
    }
}

extension Role {
    /// A role as stored.
    ///
    /// - Throws: `catalogDamaged` for anything else.
    init(stored text: String) throws {
        guard let role = Role(rawValue: text) else { throw VaultFailure(.catalogDamaged, ["reason": "unknown role"]) }
        self = role
    }
}
