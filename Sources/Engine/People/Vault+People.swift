import GRDB

extension Vault {
    /// Adds a structure: a service or association whose professionals help people.
    ///
    /// - Throws: `denied`, `fieldUnusable`, `readOnlyAfterFault`, `diskFull`.
    public func addStructure(named name: String, by actor: Actor) async throws -> StructureID {
        try await require(actor, .addStructure, on: .service)
        guard let name = TextLine.normalised(name, limit: 200) else {
            throw VaultFailure(.fieldUnusable, ["field": "name", "reason": "1 to 200 characters, no control characters"])
        }
        let id = StructureID()
        try await change { database in
            try StructureRecord.insert(id, name: name, keys: keys, at: clock.now(), into: database)
            try journal.record(AuditEvent(.structureAdded, item: id.bytes), by: actor, in: database)
        }
        return id
    }

    /// Adds a person with an empty safe of their own.
    ///
    /// - Throws: `denied`, `loginNameUnusable`, `loginNameTaken`, `passwordTooWeak`, `fieldMissing`, `fieldUnusable`,
    ///   `busy`, `readOnlyAfterFault`, `diskFull`.
    public func addBeneficiary(_ new: NewBeneficiary, by actor: Actor) async throws -> NewAccount {
        try await require(actor, .addAccount, on: .service)
        return try await AccountCreation(vault: self, new: new, actor: actor).run()
    }

    /// The structures, oldest first.
    ///
    /// - Throws: `denied`.
    public func structures(by actor: Actor) async throws -> [StructureSummary] {
        try await require(actor, .listAccounts, on: .service)
        return try await catalog.read { [keys] in try StructureRecord.all(keys: keys, $0) }
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
