import GRDB

extension DefaultVisibility {
    /// That of a safe.
    ///
    /// - Throws: `notFound` where the safe is gone.
    static func find(of safe: SafeID, in database: Database) throws -> DefaultVisibility {
        let stored = try String.fetchOne(
            database, sql: "SELECT default_visibility FROM safe WHERE id = ?", arguments: [safe.blob])
        guard let found = stored.flatMap(DefaultVisibility.init(rawValue:)) else { throw VaultFailure(.notFound) }
        return found
    }

    func set(for safe: SafeID, in database: Database) throws {
        try database.execute(
            sql: "UPDATE safe SET default_visibility = ? WHERE id = ?", arguments: [rawValue, safe.blob])
    }
}
