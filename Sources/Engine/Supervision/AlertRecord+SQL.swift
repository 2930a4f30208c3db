import GRDB

/// The table `alert`.
enum AlertRecord {
    /// An alert that is put in.
    struct New {
        let id: AlertID
        let kind: AlertKind
        let subject: [UInt8]
        let account: AccountID?
        let details: [UInt8]
        let at: Moment
    }

    static func insert(_ new: New, into database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO alert (id, kind, subject, account, details, count, first_at, last_at)
                VALUES (?, ?, ?, ?, ?, 1, ?, ?)
                """,
            arguments: [
                new.id.blob, new.kind.rawValue, new.subject.blob, new.account.map(\.blob), new.details.blob,
                new.at.milliseconds, new.at.milliseconds,
            ])
    }

    /// Counts one more of what goes on already.
    ///
    /// - Returns: whether there was such an alert.
    static func extend(_ kind: AlertKind, _ subject: [UInt8], now: Moment, in database: Database) throws -> Bool {
        let id = try Row.fetchOne(
            database,
            sql: """
                SELECT id FROM alert WHERE kind = ? AND subject = ? AND last_at > ?
                AND (acknowledged_at IS NULL OR last_at > ?)
                ORDER BY last_at DESC LIMIT 1
                """,
            arguments: [
                kind.rawValue, subject.blob, (now - SupervisionRules.sameThing).milliseconds,
                (now - SupervisionRules.sameThingSeen).milliseconds,
            ])?.bytes("id")
        guard let id else { return false }
        try database.execute(
            sql: "UPDATE alert SET count = count + 1, last_at = ?, seen_at = NULL WHERE id = ?",
            arguments: [now.milliseconds, id.blob])
        return true
    }

    static func count(_ kind: AlertKind, since moment: Moment, in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT count(*) FROM alert WHERE kind = ? AND first_at > ?",
            arguments: [kind.rawValue, moment.milliseconds]) ?? 0
    }

    /// The newest first.
    static func all(keys: ServiceKeys, limit: Int, in database: Database) throws -> [SupervisionAlert] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM alert ORDER BY last_at DESC LIMIT ?", arguments: [limit]
        ).map { try alert($0, keys: keys) }
    }

    /// Those of a person that the person has not put away.
    static func unseen(of account: AccountID, keys: ServiceKeys, in database: Database) throws -> [SupervisionAlert] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM alert WHERE account = ? AND seen_at IS NULL ORDER BY last_at DESC LIMIT 10",
            arguments: [account.blob]
        ).map { try alert($0, keys: keys) }
    }

    static func markSeen(of account: AccountID, at moment: Moment, in database: Database) throws {
        try database.execute(
            sql: "UPDATE alert SET seen_at = ? WHERE account = ? AND seen_at IS NULL",
            arguments: [moment.milliseconds, account.blob])
    }

    /// - Returns: whether there was one that nobody had acknowledged.
    static func acknowledge(_ id: AlertID, at moment: Moment, in database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE alert SET acknowledged_at = ? WHERE id = ? AND acknowledged_at IS NULL",
            arguments: [moment.milliseconds, id.blob])
        return database.changesCount > 0
    }

    /// How many for operators nobody has acknowledged.
    static func openCount(_ database: Database) throws -> Int {
        let kinds = AlertKind.allCases.filter(\.concernsOperator).map(\.rawValue)
        return try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM alert WHERE acknowledged_at IS NULL
                AND kind IN (\(kinds.map { _ in "?" }.joined(separator: ", ")))
                """,
            arguments: StatementArguments(kinds)) ?? 0
    }

    static func detailsAddress(_ id: AlertID) -> FieldAddress {
        FieldAddress(table: "alert", column: "details", row: id.bytes)
    }

    private static func alert(_ row: Row, keys: ServiceKeys) throws -> SupervisionAlert {
        let id: AlertID = try row.identifier("id")
        guard let kind = AlertKind(rawValue: row["kind"]) else {
            throw VaultFailure(.catalogDamaged, ["reason": "an alert cannot be read"])
        }
        let source = try keys.directory.openText(row.bytes("details") ?? [], at: detailsAddress(id))
        return SupervisionAlert(
            id: id, kind: kind, account: row.bytes("account").flatMap { AccountID(bytes: $0) }, count: row["count"],
            firstAt: Moment(milliseconds: row["first_at"]), lastAt: Moment(milliseconds: row["last_at"]),
            acknowledgedAt: (row["acknowledged_at"] as Int64?).map(Moment.init(milliseconds:)),
            source: source.isEmpty ? nil : NetworkPrefix.readable(source))
    }
}
