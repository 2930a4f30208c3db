import GRDB

/// What signing in leaves behind when it is over: sign-ins that stopped half way, codes, attempts that no cap looks at,
/// browsers that did not come back, resets that were not used.
enum SignInRemains {
    /// Removes it. All of it has been refused since it ended.
    static func remove(now: Moment, in database: Database) throws {
        try HalfSessionRecord.sweep(now: now, in: database)
        try Attempts.sweep(before: now - LockoutRules.memory, in: database)
        try DeviceRecord.sweep(now: now, in: database)
        try CredentialResetRecord.sweep(now: now, in: database)
    }
}
