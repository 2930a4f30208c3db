import GRDB

/// When the account of a beneficiary was last used, and how far it has come on its way out if it is not (ACC-12).
///
/// Use is what its holder does in it, and what a professional does for them whom they let in: whoever is helped needs
/// the account, with or without signing in. That somebody *may* follow them, tries passwords, opens a link of theirs or
/// stops following is none.
struct AccountUse: Sendable, Equatable {
    let account: AccountID
    let usedAt: Moment
    let stage: UnusedStage
    /// When it came to that stage; nil where it is in use.
    let since: Moment?
    /// Whether somebody is on the way back into it by a reset.
    let isComingBack: Bool

    /// Use is noted once in this time, since nothing hangs on less than a day.
    private static let grain = Duration.days(1)
}

extension AccountUse {
    /// Notes what counts as use, in the transaction of the act. Nothing is left then of the way out; one that was
    /// disabled begins its time anew.
    static func note(_ event: AuditEvent, by actor: Actor, at now: Moment, in database: Database) throws {
        guard let account = event.owner, isUse(event, by: actor) else { return }
        // A moment that a wrong clock wrote, in the future, is put right as well.
        try database.execute(
            sql: """
                UPDATE account SET used_at = :now,
                    unused_stage = CASE state WHEN 'disabled' THEN :disabled ELSE 0 END,
                    unused_since = CASE state WHEN 'disabled' THEN :now END
                WHERE id = :account AND role = 'beneficiary' AND (unused_stage <> 0 OR abs(used_at - :now) >= :grain)
                """,
            arguments: [
                "now": now.milliseconds, "disabled": UnusedStage.disabled.rawValue, "account": account.blob,
                "grain": grain.inMilliseconds,
            ])
    }

    private static func isUse(_ event: AuditEvent, by actor: Actor) -> Bool {
        guard event.result == .ok else { return false }
        guard case .person(let person) = actor else { return [.resetDone, .accountEnabled].contains(event.kind) }
        switch person.role {
        case .beneficiary: return person.account == event.owner
        case .professional: return ![.affiliationAsked, .followUpEnded].contains(event.kind)
        case .manager: return false
        }
    }

    private static let columns = """
        id, used_at, unused_stage, unused_since, (
            EXISTS (SELECT 1 FROM credential_reset r WHERE r.account = account.id AND r.ends_at > :now)
            OR EXISTS (SELECT 1 FROM assisted_reset r WHERE r.account = account.id AND r.ends_at > :now)) AS coming_back
        """
    /// Who was suspended is left alone: it is not for them to use the account.
    private static let concerned = "role = 'beneficiary' AND state IN ('active', 'disabled')"

    /// Accounts that were not used since `moment`, or are on their way out.
    static func unused(since moment: Moment, now: Moment, in database: Database) throws -> [AccountUse] {
        try Row.fetchAll(
            database,
            sql:
                "SELECT \(columns) FROM account WHERE \(concerned) AND (used_at <= :moment OR unused_stage <> 0) ORDER BY id",
            arguments: ["moment": moment.milliseconds, "now": now.milliseconds]
        ).map(AccountUse.init)
    }

    /// The use of an account; nil where no rule about it concerns it.
    static func find(_ account: AccountID, now: Moment, in database: Database) throws -> AccountUse? {
        try Row.fetchOne(
            database, sql: "SELECT \(columns) FROM account WHERE id = :account AND \(concerned)",
            arguments: ["account": account.blob, "now": now.milliseconds]
        ).map(AccountUse.init)
    }

    private init(_ row: Row) throws {
        self.init(
            account: try row.identifier("id"), usedAt: Moment(milliseconds: row["used_at"]),
            stage: try UnusedStage(stored: row["unused_stage"]),
            since: (row["unused_since"] as Int64?).map(Moment.init(milliseconds:)), isComingBack: row["coming_back"])
    }

    /// Brings an account to a stage.
    static func set(_ stage: UnusedStage, of account: AccountID, at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE account SET unused_stage = ?, unused_since = ? WHERE id = ?",
            arguments: [stage.rawValue, stage == .used ? nil : moment.milliseconds, account.blob])
    }
}
