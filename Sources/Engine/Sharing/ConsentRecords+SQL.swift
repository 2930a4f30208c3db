import GRDB

/// The table `consent_record`: explicit consent to a structure reading a sensitive document (SHR-08). It is given for a
/// share and ends with it.
enum ConsentRecords {
    /// Notes it, for as long as the share runs for which it is given. One that runs longer already stays.
    ///
    /// - Parameter until: the end of that share; nil where it has none.
    static func put(
        _ document: DocumentID, structure: StructureID, by account: AccountID, until: Moment?, at now: Moment,
        in database: Database
    ) throws {
        let before = try find(document, structure, now: now, in: database).flatMap { $0.isInForce ? $0 : nil }
        let end = before.map { Self.later($0.endsAt, until) } ?? until
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO consent_record (document, structure, recorded_by, given_at, ends_at)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [document.blob, structure.blob, account.blob, now.milliseconds, end?.milliseconds])
    }

    /// Ends it no later than the last share of the document with the structure; at once where none runs.
    static func endWithShares(
        _ document: DocumentID, structure: StructureID, now: Moment, in database: Database
    ) throws {
        guard let consent = try find(document, structure, now: now, in: database), consent.isInForce else { return }
        let end: Moment
        switch try ShareGrant.lastEnd(document, structure: structure, now: now, in: database) {
        case .noShare: end = now
        case .at(let moment): end = moment
        case .open: return
        }
        guard consent.endsAt.map({ $0 > end }) ?? true else { return }
        try database.execute(
            sql: "UPDATE consent_record SET ends_at = ? WHERE document = ? AND structure = ?",
            arguments: [end.milliseconds, document.blob, structure.blob])
    }

    /// The structures that have it now.
    static func structures(of document: DocumentID, now: Moment, in database: Database) throws -> Set<StructureID> {
        try structures("ends_at IS NULL OR ends_at > ?", of: document, now, in: database)
    }

    /// The structures that had it.
    static func former(of document: DocumentID, now: Moment, in database: Database) throws -> Set<StructureID> {
        try structures("ends_at <= ?", of: document, now, in: database)
    }

    private static func structures(
        _ condition: String, of document: DocumentID, _ now: Moment, in database: Database
    ) throws -> Set<StructureID> {
        let rows = try Row.fetchAll(
            database, sql: "SELECT structure FROM consent_record WHERE document = ? AND (\(condition))",
            arguments: [document.blob, now.milliseconds])
        return Set(try rows.map { try $0.identifier("structure") })
    }

    private static func find(
        _ document: DocumentID, _ structure: StructureID, now: Moment, in database: Database
    ) throws -> ShareGrant.Consent? {
        try Row.fetchOne(
            database, sql: "SELECT given_at, ends_at FROM consent_record WHERE document = ? AND structure = ?",
            arguments: [document.blob, structure.blob]
        ).flatMap { ShareGrant.Consent($0, now: now) }
    }

    /// The later of two ends; nil is never.
    private static func later(_ one: Moment?, _ other: Moment?) -> Moment? {
        guard let one, let other else { return nil }
        return max(one, other)
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

extension ShareGrant.Consent {
    /// That of a row with `given_at` and `ends_at`; nil where there is none.
    init?(_ row: Row, now: Moment) {
        guard let given = row["given_at"] as Int64? else { return nil }
        let end = (row["ends_at"] as Int64?).map(Moment.init(milliseconds:))
        self.init(givenAt: Moment(milliseconds: given), endsAt: end, isInForce: end.map { $0 > now } ?? true)
    }
}
