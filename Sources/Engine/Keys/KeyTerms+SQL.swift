import GRDB

/// The table of master-key terms that wrap something in this store.
enum KeyTerms {
    /// Every known term with its fingerprint.
    static func all(_ database: Database) throws -> [UInt32: [UInt8]] {
        let rows = try Row.fetchAll(database, sql: "SELECT term, fingerprint FROM key_term")
        return Dictionary(rows.map { ($0["term"] as UInt32, $0.bytes("fingerprint") ?? []) }, uniquingKeysWith: { $1 })
    }

    /// Adds a term of `keyFile`; one that is there already stays as it is.
    static func insert(_ keyFile: KeyFile, term: UInt32, at moment: Moment, into database: Database) throws {
        try database.execute(
            sql: "INSERT INTO key_term (term, fingerprint, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            arguments: [term, try keyFile.fingerprint(of: term).blob, moment.milliseconds])
    }
}
