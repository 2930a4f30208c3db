import GRDB

/// The table `failed_pair`: who tried what within the last hour, each pair once.
enum FailedPairs {
    enum Kind: String { case names, sources }

    static func forget(before moment: Moment, in database: Database) throws {
        try database.execute(sql: "DELETE FROM failed_pair WHERE at < ?", arguments: [moment.milliseconds])
    }

    /// Notes the pair and counts the different partners of `subject`.
    static func count(
        _ kind: Kind, of subject: [UInt8], with other: [UInt8], at now: Moment, in database: Database
    ) throws -> Int {
        try database.execute(
            sql: """
                INSERT INTO failed_pair (kind, subject, other, at)
                SELECT ?, ?, ?, ? WHERE (SELECT count(*) FROM failed_pair) < ?
                ON CONFLICT DO UPDATE SET at = excluded.at
                """,
            arguments: [kind.rawValue, subject.blob, other.blob, now.milliseconds, SupervisionRules.mostPairs])
        return try Int.fetchOne(
            database, sql: "SELECT count(*) FROM failed_pair WHERE kind = ? AND subject = ?",
            arguments: [kind.rawValue, subject.blob]) ?? 0
    }
}

/// The table `failure_hour`.
enum FailureHours {
    /// Counts a failure, and says whether this hour has unusually many.
    static func countsUnusual(at now: Moment, _ settings: Settings.Supervision, in database: Database) throws -> Bool {
        let hour = SupervisionRules.hour(of: now)
        try database.execute(
            sql: "INSERT INTO failure_hour (hour, count) VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
            arguments: [hour])
        let count = try Int.fetchOne(database, sql: "SELECT count FROM failure_hour WHERE hour = ?", arguments: [hour]) ?? 0
        guard count >= settings.failureFloor else { return false }
        let past = try Int.fetchOne(
            database, sql: "SELECT coalesce(sum(count), 0) FROM failure_hour WHERE hour >= ? AND hour < ?",
            arguments: [hour - Int64(SupervisionRules.baselineHours), hour])
        return SupervisionRules.isUnusual(
            count, past: past ?? 0, floor: settings.failureFloor, factor: settings.failureFactor)
    }
}

/// The table `known_network`.
enum KnownNetworks {
    enum Standing { case known, first, new }

    /// Notes a sign-in from a network, and says what the network was to the account before.
    static func note(
        _ network: [UInt8], of account: AccountID, at now: Moment, in database: Database
    ) throws -> Standing {
        let known =
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM known_network WHERE account = ?", arguments: [account.blob]) ?? 0
        let isKnown =
            try Int.fetchOne(
                database, sql: "SELECT 1 FROM known_network WHERE account = ? AND network = ?",
                arguments: [account.blob, network.blob]) != nil
        try database.execute(
            sql: """
                INSERT INTO known_network (account, network, last_at) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET last_at = excluded.last_at
                """,
            arguments: [account.blob, network.blob, now.milliseconds])
        if known >= SupervisionRules.mostNetworks {
            try database.execute(
                sql: """
                    DELETE FROM known_network WHERE account = :account AND network NOT IN (
                        SELECT network FROM known_network WHERE account = :account ORDER BY last_at DESC LIMIT :most)
                    """,
                arguments: ["account": account.blob, "most": SupervisionRules.mostNetworks])
        }
        return isKnown ? .known : known == 0 ? .first : .new
    }
}

/// What is too old.
enum SupervisionSweep {
    static func run(now: Moment, in database: Database) throws {
        try FailedPairs.forget(before: now - SupervisionRules.window, in: database)
        try database.execute(
            sql: "DELETE FROM failure_hour WHERE hour < ?",
            arguments: [SupervisionRules.hour(of: now) - Int64(SupervisionRules.baselineHours)])
        try database.execute(
            sql: "DELETE FROM known_network WHERE last_at < ?",
            arguments: [(now - SupervisionRules.networkMemory).milliseconds])
        try database.execute(
            sql: "DELETE FROM alert WHERE last_at < ?", arguments: [(now - SupervisionRules.kept).milliseconds])
        try OutboxRecord.sweep(before: now - OutboxRules.kept, in: database)
    }
}
