import GRDB

extension ShareGrant {
    /// Whether the grant `g` on a document of the holder `:holder` is in force at `:now`: one source for what the pages
    /// say and what is told to professionals.
    fileprivate static let inForce = """
        (g.until IS NULL OR g.until > :now)
        AND EXISTS (
            SELECT 1 FROM affiliation a WHERE a.account = :holder AND a.structure = g.structure AND a.state = 'active')
        AND EXISTS (
            SELECT 1 FROM convention v WHERE v.structure = g.structure AND v.ended_at IS NULL
            AND v.begins_at <= :now AND (v.ends_at IS NULL OR v.ends_at > :now))
        AND EXISTS (
            SELECT 1 FROM mandate m WHERE m.beneficiary = :holder AND m.structure = g.structure AND m.revoked_at IS NULL
            AND m.signed_at <= :now AND (m.ends_at IS NULL OR m.ends_at > :now)
            AND instr(',' || m.acts || ',', ',readShared,') > 0)
        AND (g.professional IS NULL OR EXISTS (
            SELECT 1 FROM habilitation h JOIN affiliation a ON a.structure = h.structure
            JOIN account p ON p.id = h.account
            WHERE h.account = g.professional AND h.structure = g.structure AND a.account = :holder
            AND p.state = 'active' AND \(SafeRelation.coverage)))
        """

    /// The structures through which a share of the document reaches a professional, whatever else is needed.
    static func structures(
        reaching professional: AccountID, document: DocumentID, now: Moment, in database: Database
    ) throws -> Set<StructureID> {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT structure FROM share_grant
                WHERE document = ? AND (until IS NULL OR until > ?) AND (professional IS NULL OR professional = ?)
                """,
            arguments: [document.blob, now.milliseconds, professional.blob])
        return Set(try rows.map { try $0.identifier("structure") })
    }

    /// When the last of some shares ends.
    enum LastEnd {
        case noShare, open
        case at(Moment)
    }

    /// When the last share of a document with a structure ends, or with one professional of it; of those that run.
    static func lastEnd(
        _ document: DocumentID, structure: StructureID, professional: AccountID? = nil, now: Moment,
        in database: Database
    ) throws -> LastEnd {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*) AS running, count(until) AS ending, max(until) AS last FROM share_grant
                WHERE document = :document AND structure = :structure AND (until IS NULL OR until > :now)
                AND (:reader IS NULL OR professional IS NULL OR professional = :reader)
                """,
            arguments: [
                "document": document.blob, "structure": structure.blob, "now": now.milliseconds,
                "reader": professional?.blob,
            ])
        guard let row, let running = row["running"] as Int?, running > 0 else { return .noShare }
        guard let last = row["last"] as Int64?, running == row["ending"] else { return .open }
        return .at(Moment(milliseconds: last))
    }

    /// Adds a grant, or puts it in the place of one for the same audience. Consent that was given for shares that are
    /// over does not come back with it.
    static func put(
        _ audience: Audience, on document: DocumentID, terms: Terms, at moment: Moment, in database: Database
    ) throws {
        try ConsentRecords.endWithShares(document, structure: audience.structure, now: moment, in: database)
        try database.execute(
            sql: "DELETE FROM share_grant WHERE document = ? AND structure = ? AND professional IS ?",
            arguments: [document.blob, audience.structure.blob, audience.professional?.blob])
        let id = ShareGrantID()
        let purpose = try terms.purpose.map { try terms.key.fields.seal(text: $0, at: address("purpose", of: id)) }
        try database.execute(
            sql: """
                INSERT INTO share_grant (id, document, structure, professional, purpose, until, granted_at, by_default)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.blob, document.blob, audience.structure.blob, audience.professional?.blob, purpose.blob,
                terms.until?.milliseconds, moment.milliseconds, terms.isByDefault,
            ])
        try ConsentRecords.endWithShares(document, structure: audience.structure, now: moment, in: database)
    }

    /// What a grant says besides its audience, and the key that seals it.
    struct Terms: Sendable {
        let key: SafeKey
        var purpose: String?
        var until: Moment?
        /// Whether it comes of what the holder chose for all deposits.
        var isByDefault = false
    }

    /// Takes a grant of this document away.
    ///
    /// - Returns: whom it was for; nil where there is none.
    static func remove(_ id: ShareGrantID, of document: DocumentID, in database: Database) throws -> Audience? {
        let row = try Row.fetchOne(
            database, sql: "SELECT structure, professional FROM share_grant WHERE id = ? AND document = ?",
            arguments: [id.blob, document.blob])
        guard let row else { return nil }
        try database.execute(sql: "DELETE FROM share_grant WHERE id = ?", arguments: [id.blob])
        let structure: StructureID = try row.identifier("structure")
        let professional = row.bytes("professional").flatMap { AccountID(bytes: $0) }
        return professional.map { .professional($0, of: structure) } ?? .structure(structure)
    }

    /// Takes away what of a document was shared by the holder's choice for all deposits alone.
    ///
    /// - Returns: with whom.
    static func removeDefaults(of document: DocumentID, in database: Database) throws -> [Audience] {
        let rows = try Row.fetchAll(
            database, sql: "DELETE FROM share_grant WHERE document = ? AND by_default = 1 RETURNING structure",
            arguments: [document.blob])
        return try rows.map { .structure(try $0.identifier("structure")) }
    }

    /// How many grants of a safe have not run out.
    static func count(in safe: SafeID, now: Moment, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT COUNT(*) FROM document d JOIN share_grant g ON g.document = d.id
                WHERE d.safe = ? AND (g.until IS NULL OR g.until > ?)
                """,
            arguments: [safe.blob, now.milliseconds]) ?? 0
    }

    /// Takes every grant of a safe away.
    ///
    /// - Returns: how many there were.
    static func removeAll(in safe: SafeID, _ database: Database) throws -> Int {
        try database.execute(
            sql: "DELETE FROM share_grant WHERE document IN (SELECT id FROM document WHERE safe = ?)",
            arguments: [safe.blob])
        return database.changesCount
    }

    /// The place of one of its sealed fields.
    fileprivate static func address(_ column: String, of id: ShareGrantID) -> FieldAddress {
        FieldAddress(table: "share_grant", column: column, row: id.bytes)
    }
}

extension Vault {
    /// The grants of some documents of one holder, oldest first, those that are over included.
    func shareGrants(
        of documents: [DocumentID], holder: AccountID, key: SafeKey, in database: Database
    ) throws -> [DocumentID: [ShareGrant]] {
        guard !documents.isEmpty else { return [:] }
        let places = documents.indices.map { ":d\($0)" }.joined(separator: ", ")
        let now = clock.now()
        var arguments: StatementArguments = ["holder": holder.blob, "now": now.milliseconds]
        for (index, document) in documents.enumerated() { arguments += ["d\(index)": document.blob] }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT g.id, g.document, g.structure, g.professional, g.purpose, g.until, g.granted_at,
                    c.given_at, c.ends_at, (\(ShareGrant.inForce)) AS in_force
                FROM share_grant g
                LEFT JOIN consent_record c ON c.document = g.document AND c.structure = g.structure
                WHERE g.document IN (\(places)) ORDER BY g.granted_at, g.id
                """,
            arguments: arguments)
        let structures = try names(of: Set(rows.map { try $0.identifier("structure") as StructureID }), in: database)
        let people = try names(
            of: Set(rows.compactMap { $0.bytes("professional").flatMap { AccountID(bytes: $0) } }), in: database)
        var grants: [DocumentID: [ShareGrant]] = [:]
        for row in rows {
            grants[try row.identifier("document"), default: []].append(
                try ShareGrant(row, key, structures, people, now: now))
        }
        return grants
    }
}

extension ShareGrant {
    fileprivate init(
        _ row: Row, _ key: SafeKey, _ structures: [StructureID: String], _ people: [AccountID: PersonName], now: Moment
    ) throws {
        let id: ShareGrantID = try row.identifier("id")
        let structure: StructureID = try row.identifier("structure")
        let professional = row.bytes("professional").flatMap { AccountID(bytes: $0) }
        self.init(
            id: id,
            audience: professional.map { .professional($0, of: structure) } ?? .structure(structure),
            structureName: structures[structure] ?? "",
            professionalName: professional.flatMap { people[$0]?.full },
            purpose: try row.bytes("purpose").map { try key.fields.openText($0, at: Self.address("purpose", of: id)) },
            until: (row["until"] as Int64?).map { Moment(milliseconds: $0) },
            grantedAt: Moment(milliseconds: row["granted_at"]),
            isInForce: row["in_force"],
            consent: Consent(row, now: now)
        )
    }
}
