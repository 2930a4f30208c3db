import GRDB

/// Accounts of professionals and managers that nothing is kept for any more (END-03).
enum FormerStaff {
    /// Disabled because no habilitation is left (ACC-13), and the last one ended before the limit. Who is suspended, or
    /// habilitated anywhere at all, is not among them.
    private static let due = """
        account.role <> 'beneficiary' AND account.state = 'disabled'
        AND EXISTS (SELECT 1 FROM habilitation h WHERE h.account = account.id)
        AND NOT EXISTS (
            SELECT 1 FROM habilitation h WHERE h.account = account.id AND (h.state <> 'ended' OR h.changed_at >= :before))
        """

    static func due(_ limits: PurgeRules.Limits, in database: Database) throws -> [AccountID] {
        try Row.fetchAll(
            database, sql: "SELECT id FROM account WHERE \(due) ORDER BY id",
            arguments: ["before": limits.staff.milliseconds]
        ).map { try $0.identifier("id") }
    }

    static func isDue(_ account: AccountID, _ limits: PurgeRules.Limits, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM account WHERE id = :account AND \(due)",
            arguments: ["account": account.blob, "before": limits.staff.milliseconds]) != nil
    }
}
