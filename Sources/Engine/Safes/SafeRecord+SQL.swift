import GRDB

/// A row of the table `safe`.
struct SafeRecord: Sendable {
    let id: SafeID
    let holder: AccountID
    let term: UInt32
    let wrappedKey: [UInt8]
    let quota: Int
    let used: Int
    /// How many documents it holds; the catalog keeps count itself.
    let documents: Int

    static let columns = "safe.id, safe.holder, safe.term, safe.wrapped_key, safe.quota, safe.used, safe.documents"
}

extension SafeRecord {
    init(_ row: Row) throws {
        self.init(
            id: try row.identifier("id"), holder: try row.identifier("holder"), term: row["term"],
            wrappedKey: row.bytes("wrapped_key") ?? [], quota: row["quota"], used: row["used"],
            documents: row["documents"])
    }

    func insert(at moment: Moment, into database: Database) throws {
        try database.execute(
            sql: "INSERT INTO safe (id, holder, term, wrapped_key, quota, used, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [id.blob, holder.blob, term, wrappedKey.blob, quota, used, moment.milliseconds])
    }

    /// The safe; nil where there is none.
    static func find(_ id: SafeID, in database: Database) throws -> SafeRecord? {
        try Row.fetchOne(database, sql: "SELECT \(columns) FROM safe WHERE id = ?", arguments: [id.blob])
            .map { try SafeRecord($0) }
    }

    /// The safe of a person; nil where there is none.
    static func find(of holder: AccountID, in database: Database) throws -> SafeRecord? {
        try Row.fetchOne(database, sql: "SELECT \(columns) FROM safe WHERE holder = ?", arguments: [holder.blob])
            .map { try SafeRecord($0) }
    }

    /// Refuses one more document in a safe that has as many as it may have.
    ///
    /// - Throws: `tooManyDocuments` with the limit.
    func requirePlace(limit: Int) throws {
        guard documents >= limit else { return }
        throw VaultFailure(.tooManyDocuments, ["limit": String(limit)])
    }

    /// Takes `bytes` of the quota for one more document, decided here and nowhere else, so that two deposits cannot both
    /// take the rest.
    ///
    /// - Parameter limit: how many documents a safe may hold.
    /// - Throws: `safeFull` with the bytes that are left; `tooManyDocuments` with the limit; `notFound` where the safe is
    ///   gone.
    static func take(_ bytes: Int, limit: Int, from id: SafeID, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE safe SET used = used + :bytes
                WHERE id = :id AND used + :bytes <= quota AND documents < :limit
                """,
            arguments: ["bytes": bytes, "id": id.blob, "limit": limit])
        guard database.changesCount == 0 else { return }
        guard let safe = try find(id, in: database) else { throw VaultFailure(.notFound) }
        try safe.requirePlace(limit: limit)
        throw VaultFailure(.safeFull, ["free": String(max(0, safe.quota - safe.used))])
    }

    /// Gives `bytes` back.
    static func giveBack(_ bytes: Int, to id: SafeID, in database: Database) throws {
        try database.execute(sql: "UPDATE safe SET used = max(0, used - ?) WHERE id = ?", arguments: [bytes, id.blob])
    }
}
