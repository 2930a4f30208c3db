import GRDB

/// A row of the table `account`, still sealed.
struct AccountRecord: Sendable {
    let id: AccountID
    let role: Role
    let state: String
    let language: String
    let firstName: [UInt8]
    let lastName: [UInt8]
}

extension AccountRecord {
    /// Adds an account, every personal field sealed under the directory key.
    ///
    /// - Throws: `loginNameTaken`.
    static func insert(
        _ id: AccountID, _ role: Role, _ fields: PersonFields, keys: ServiceKeys, at moment: Moment,
        into database: Database
    ) throws {
        let login = try fields.loginName.index(keys.index)
        guard try find(login: login, in: database) == nil else { throw VaultFailure(.loginNameTaken) }
        func sealed(_ column: String, _ text: String?) throws -> [UInt8]? {
            try text.map { try keys.directory.seal(text: $0, at: address(column, of: id)) }
        }
        let phoneIndex = try fields.phone.map { try keys.index.value(column: "account.phone", of: $0) }
        let emailIndex = try fields.email.map { try keys.index.value(column: "account.email", of: $0) }
        try database.execute(
            sql: """
                INSERT INTO account (id, role, state, login_index, login_name, first_name, last_name, birth_date,
                    phone, email, phone_index, email_index, identity_index, job_title, language, created_at, used_at)
                VALUES (?, ?, 'active', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.blob, role.rawValue, login.blob, try sealed("login_name", fields.loginName.text).blob,
                try sealed("first_name", fields.firstName).blob, try sealed("last_name", fields.lastName).blob,
                try sealed("birth_date", fields.birthDate).blob, try sealed("phone", fields.phone).blob,
                try sealed("email", fields.email).blob, phoneIndex.blob, emailIndex.blob,
                try fields.identity(keys.index).blob, try sealed("job_title", fields.jobTitle).blob, fields.language,
                moment.milliseconds, moment.milliseconds,
            ])
    }

    /// The account with this login name; nil where there is none.
    static func find(login index: [UInt8], in database: Database) throws -> AccountID? {
        try Row.fetchOne(database, sql: "SELECT id FROM account WHERE login_index = ?", arguments: [index.blob])
            .map { try $0.identifier("id") }
    }

    static func exists(_ id: AccountID, _ database: Database) throws -> Bool {
        try Row.fetchOne(database, sql: "SELECT 1 FROM account WHERE id = ?", arguments: [id.blob]) != nil
    }

    /// - Throws: `notFound`.
    static func role(of id: AccountID, _ database: Database) throws -> Role {
        let role = try String.fetchOne(database, sql: "SELECT role FROM account WHERE id = ?", arguments: [id.blob])
        guard let role else { throw VaultFailure(.notFound) }
        return try Role(stored: role)
    }

    /// Changes the language of its pages.
    static func setLanguage(_ code: String, of id: AccountID, in database: Database) throws {
        try database.execute(sql: "UPDATE account SET language = ? WHERE id = ?", arguments: [code, id.blob])
    }

    /// Whether exports, shares and contacts rest, since the password was just reset.
    static func isFrozen(_ id: AccountID, now: Moment, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM account WHERE id = ? AND frozen_until > ?",
            arguments: [id.blob, now.milliseconds]) != nil
    }

    /// Whether it was disabled: of a beneficiary, since nobody used it (ACC-12).
    static func isDisabled(_ id: AccountID, in database: Database) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM account WHERE id = ? AND state = 'disabled'", arguments: [id.blob]) != nil
    }

    /// The place of one of its sealed fields.
    static func address(_ column: String, of id: AccountID) -> FieldAddress {
        FieldAddress(table: "account", column: column, row: id.bytes)
    }
}
