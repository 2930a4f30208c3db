import GRDB

/// Shutting accounts out and letting them in again. Whatever shuts out also ends every session.
enum AccountState {
    /// Ends every session of an account, half ones too, and the trust in its browsers.
    ///
    /// - Returns: how many sessions ended.
    @discardableResult
    static func endSessions(of account: AccountID, in database: Database) throws -> Int {
        try HalfSessionRecord.deleteAll(of: account, in: database)
        try DeviceRecord.distrustAll(of: account, in: database)
        try database.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [account.blob])
        return database.changesCount
    }

    /// Disables an account of staff that has no habilitation left (ACC-13).
    ///
    /// - Returns: whether it was disabled now.
    static func disableIfUnneeded(_ account: AccountID, in database: Database) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE account SET state = 'disabled', version = version + 1
                WHERE id = ? AND role <> 'beneficiary' AND state IN ('invited', 'active', 'locked', 'suspended')
                AND NOT EXISTS (SELECT 1 FROM habilitation h WHERE h.account = account.id AND h.state <> 'ended')
                """,
            arguments: [account.blob])
        return database.changesCount == 1
    }

    /// What an account that was shut becomes: who was invited and has not come in yet waits again for the invitation to be
    /// taken up.
    private static let opened =
        "CASE WHEN EXISTS (SELECT 1 FROM invitation i WHERE i.account = account.id) THEN 'invited' ELSE 'active' END"

    /// Opens an account again that was disabled because it had no habilitation left. One that was suspended before goes
    /// back to that, unless its suspension is over at `now`.
    ///
    /// - Returns: whether it was opened now.
    static func enableIfDisabled(_ account: AccountID, at now: Moment, in database: Database) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE account SET state = 'suspended', version = version + 1
                WHERE id = ? AND state = 'disabled' AND state_reason IS NOT NULL
                """,
            arguments: [account.blob])
        if database.changesCount == 1 {
            guard try suspensionsOver(at: now, in: database).contains(account) else { return false }
            return try resume(account, in: database)
        }
        try database.execute(
            sql: "UPDATE account SET state = \(opened), version = version + 1 WHERE id = ? AND state = 'disabled'",
            arguments: [account.blob])
        return database.changesCount == 1
    }

    /// Disables the account of a beneficiary that nobody uses (ACC-12). Nothing in the safe is touched.
    ///
    /// - Returns: whether it was disabled now.
    static func disableUnused(_ account: AccountID, in database: Database) throws -> Bool {
        try bring(account, from: "active", to: "disabled", in: database)
    }

    /// Opens the account of a beneficiary again that was disabled because nobody used it.
    ///
    /// - Returns: whether it was opened now.
    static func wake(_ account: AccountID, in database: Database) throws -> Bool {
        try bring(account, from: "disabled", to: "active", in: database)
    }

    /// - Returns: whether a beneficiary's account was in that state.
    private static func bring(
        _ account: AccountID, from old: String, to new: String, in database: Database
    ) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE account SET state = ?, version = version + 1
                WHERE id = ? AND role = 'beneficiary' AND state = ?
                """,
            arguments: [new, account.blob, old])
        return database.changesCount == 1
    }

    /// Marks a new account as one into which nobody has come yet.
    static func setInvited(_ account: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE account SET state = 'invited' WHERE id = ?", arguments: [account.blob])
    }

    /// Lets an invited person in.
    ///
    /// - Returns: whether the account was waiting for it.
    static func activateInvited(_ account: AccountID, in database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE account SET state = 'active', version = version + 1 WHERE id = ? AND state = 'invited'",
            arguments: [account.blob])
        return database.changesCount == 1
    }

    /// Suspends an account that is in use.
    ///
    /// - Parameter reason: sealed.
    /// - Returns: whether it was suspended now.
    static func suspend(
        _ account: AccountID, reason: [UInt8], until end: Moment?, in database: Database
    ) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE account SET state = 'suspended', state_reason = ?, state_until = ?, version = version + 1
                WHERE id = ? AND state IN ('invited', 'active', 'locked')
                """,
            arguments: [reason.blob, end?.milliseconds, account.blob])
        return database.changesCount == 1
    }

    /// Ends a suspension. Staff without a habilitation stay out.
    ///
    /// - Returns: whether the suspension ended now.
    static func resume(_ account: AccountID, in database: Database) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE account SET
                    state = \(opened),
                    state_reason = NULL, state_until = NULL, version = version + 1
                WHERE id = ? AND state = 'suspended' AND (role = 'beneficiary'
                    OR EXISTS (SELECT 1 FROM habilitation h WHERE h.account = account.id AND h.state <> 'ended'))
                """,
            arguments: [account.blob])
        return database.changesCount == 1
    }

    /// Accounts whose suspension is over at `now`.
    static func suspensionsOver(at now: Moment, in database: Database) throws -> [AccountID] {
        try Row.fetchAll(
            database, sql: "SELECT id FROM account WHERE state = 'suspended' AND state_until <= ?",
            arguments: [now.milliseconds]
        ).map { try $0.identifier("id") }
    }
}
