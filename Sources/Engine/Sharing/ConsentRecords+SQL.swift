import GRDB

/// The table `consent_record`: explicit consent to a structure reading a sensitive document (SHR-08).
enum ConsentRecords {
    /// Notes it; once is enough.
    static func put(
        _ document: DocumentID, structure: StructureID, by account: AccountID, at moment: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO consent_record (document, structure, recorded_by, given_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
            arguments: [document.blob, structure.blob, account.blob, moment.milliseconds])
    }

    /// The structures that have it.
    static func structures(of document: DocumentID, in database: Database) throws -> Set<StructureID> {
        let rows = try Row.fetchAll(
            database, sql: "SELECT structure FROM consent_record WHERE document = ?", arguments: [document.blob])
        return Set(try rows.map { try $0.identifier("structure") })
    }

    /// Takes it away again: for one structure, or for all.
    static func remove(_ document: DocumentID, structure: StructureID? = nil, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM consent_record WHERE document = :document AND (:structure IS NULL OR structure = :structure)",
            arguments: ["document": document.blob, "structure": structure?.blob])
    }

    /// Takes every one of a safe away.
    static func removeAll(in safe: SafeID, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM consent_record WHERE document IN (SELECT id FROM document WHERE safe = ?)",
            arguments: [safe.blob])
    }
}
