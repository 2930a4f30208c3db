import GRDB

/// An account as far as signing in needs to know it.
struct FoundAccount: Sendable {
    let id: AccountID
    let role: Role
    let state: String
    let language: String
    let safe: SafeID?
    /// Whether it has a second factor.
    let hasSecondFactor: Bool
    private let sealedLoginName: [UInt8]

    /// Whether its holder may come in, and whatever leads there is open. What was disabled since nobody used it is
    /// opened again by coming in (ACC-12).
    var mayEnter: Bool { state == "active" || isUnused }

    /// Whether it was disabled since nobody used it. Staff are disabled for want of a habilitation, and stay out.
    var isUnused: Bool { state == "disabled" && role == .beneficiary }

    /// The identifier, unsealed.
    func loginName(_ directory: FieldCipher) throws -> LoginName {
        LoginName(typed: try directory.openText(sealedLoginName, at: AccountRecord.address("login_name", of: id)))
    }
}

extension FoundAccount {
    /// The account of a login name; nil where there is none.
    static func find(login index: [UInt8], in database: Database) throws -> FoundAccount? {
        try find("login_index = ?", [index.blob], in: database)
    }

    /// The account of an id; nil where there is none.
    static func find(_ id: AccountID, in database: Database) throws -> FoundAccount? {
        try find("account.id = ?", [id.blob], in: database)
    }

    private static func find(
        _ condition: String, _ arguments: StatementArguments, in database: Database
    ) throws -> FoundAccount? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT account.id AS id, role, state, language, safe.id AS safe, login_name, EXISTS (
                    SELECT 1 FROM second_factor f WHERE f.account = account.id AND f.state = 'active') AS has_factor
                FROM account LEFT JOIN safe ON safe.holder = account.id
                WHERE \(condition)
                """,
            arguments: arguments
        ).map { row in
            FoundAccount(
                id: try row.identifier("id"), role: try Role(stored: row["role"]), state: row["state"],
                language: row["language"], safe: row.bytes("safe").flatMap { SafeID(bytes: $0) },
                hasSecondFactor: row["has_factor"], sealedLoginName: row.bytes("login_name") ?? [])
        }
    }
}
