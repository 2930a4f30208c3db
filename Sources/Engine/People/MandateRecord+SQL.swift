import GRDB

/// The tables `mandate` and `information_proof`.
enum MandateRecord {
    /// Puts a mandate in the place of those before.
    static func sign(
        _ mandate: SignedMandate, of account: AccountID, to structure: StructureID, explainedBy professional: AccountID,
        at moment: Moment, in database: Database
    ) throws {
        try revoke(of: account, to: structure, at: moment, in: database)
        try database.execute(
            sql: """
                INSERT INTO mandate (id, beneficiary, structure, professional, acts, text_version, language,
                    text_digest, signed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Identifier<MandateKind>().blob, account.blob, structure.blob, professional.blob,
                MandateAct.stored(mandate.acts),
                mandate.text.version, mandate.text.language, mandate.text.digest.blob, moment.milliseconds,
            ])
    }

    /// Ends those in force.
    ///
    /// - Returns: how many ended.
    @discardableResult
    static func revoke(of account: AccountID, to structure: StructureID, at moment: Moment, in database: Database) throws
        -> Int
    {
        try database.execute(
            sql: "UPDATE mandate SET revoked_at = ? WHERE beneficiary = ? AND structure = ? AND revoked_at IS NULL",
            arguments: [moment.milliseconds, account.blob, structure.blob])
        return database.changesCount
    }

    /// The one in force; nil where there is none.
    static func current(
        of account: AccountID, to structure: StructureID, now: Moment, _ database: Database
    ) throws -> SignedMandate? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT acts, text_version, language, text_digest FROM mandate WHERE beneficiary = ? AND structure = ?
                AND revoked_at IS NULL AND signed_at <= ? AND (ends_at IS NULL OR ends_at > ?)
                ORDER BY signed_at DESC LIMIT 1
                """,
            arguments: [account.blob, structure.blob, now.milliseconds, now.milliseconds]
        ).map {
            SignedMandate(acts: MandateAct.list(stored: $0["acts"]), text: ShownText($0))
        }
    }

    /// All of a holder to a structure, the one in force first, then newest first.
    static func all(of account: AccountID, to structure: StructureID, _ database: Database) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT acts, text_version, language, text_digest, signed_at, ends_at, revoked_at, professional AS explainer FROM mandate
                WHERE beneficiary = ? AND structure = ? ORDER BY revoked_at IS NOT NULL, signed_at DESC, id
                """,
            arguments: [account.blob, structure.blob])
    }

    /// When the information sheet was explained to a holder, newest first.
    static func explanations(to account: AccountID, _ database: Database) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT text_version, language, text_digest, explained_at, explained_by AS explainer
                FROM information_proof WHERE beneficiary = ? ORDER BY explained_at DESC, id
                """,
            arguments: [account.blob])
    }

    /// Keeps the proof that the information sheet was explained (ACC-03).
    static func explained(
        _ text: ShownText, to account: AccountID, by professional: AccountID, at moment: Moment, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO information_proof (id, beneficiary, explained_by, text_version, language, text_digest, explained_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Identifier<InformationProofKind>().blob, account.blob, professional.blob, text.version, text.language,
                text.digest.blob, moment.milliseconds,
            ])
    }
}

extension ShownText {
    /// That of a row of either table.
    init(_ row: Row) {
        self.init(version: row["text_version"], language: row["language"], digest: row.bytes("text_digest"))
    }
}
