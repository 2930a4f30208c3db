import GRDB

/// Why an account can not be suspended or let in again as it is. The operator may know which accounts there are
/// (ROL-11), so what stands in the way is said.
enum AccountStateRefusal {
    /// Why it cannot be suspended; for one that was refused.
    static func ofSuspending(_ account: AccountID, in database: Database) throws -> VaultFailure {
        switch try state(of: account, in: database) {
        case "suspended": failure("The account is suspended already: vaultctl user enable ends that.")
        case "disabled": failure("The account is disabled: nobody can sign in to it.")
        case "deleted": failure("The account was deleted.")
        default: VaultFailure(.changedMeanwhile)
        }
    }

    /// Why it cannot be let in; for one that was refused.
    static func ofEnabling(_ account: AccountID, in database: Database) throws -> VaultFailure {
        switch try state(of: account, in: database) {
        case "suspended", "disabled":
            failure("The account acts for no structure any more: vaultctl user habilitate brings it back.")
        case "deleted": failure("The account was deleted.")
        default:
            try isSuspendedByItsStructures(account, in: database)
                ? failure(
                    "The account is open; its structure suspended it, and a manager there ends that under \"My team\".")
                : failure("The account is open already.")
        }
    }

    private static func failure(_ reason: String) -> VaultFailure {
        VaultFailure(.accountStateUnfit, ["reason": reason])
    }

    private static func state(of account: AccountID, in database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT state FROM account WHERE id = ?", arguments: [account.blob])
    }

    private static func isSuspendedByItsStructures(_ account: AccountID, in database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT count(*) > 0 AND min(state = 'suspended') FROM habilitation
                WHERE account = ? AND state <> 'ended'
                """,
            arguments: [account.blob]) ?? false
    }
}
