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
                INSERT INTO mandate (id, beneficiary, structure, professional, acts, text_version, language, signed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Identifier<MandateKind>().blob, account.blob, structure.blob, professional.blob, MandateAct.stored(mandate.acts),
                mandate.textVersion, mandate.language, moment.milliseconds,
            ])
    }

    /// Ends those in force.
    ///
    /// - Returns: how many ended.
    @discardableResult
    static func revoke(of account: AccountID, to structure: StructureID, at moment: Moment, in database: Database) throws -> Int {
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
                SELECT acts, text_version, language FROM mandate WHERE beneficiary = ? AND structure = ?
                AND revoked_at IS NULL AND signed_at <= ? AND (ends_at IS NULL OR ends_at > ?)
                ORDER BY signed_at DESC LIMIT 1
                """,
            arguments: [account.blob, structure.blob, now.milliseconds, now.milliseconds]
        ).map {
            SignedMandate(
                acts: MandateAct.list(stored: $0["acts"]), textVersion: $0["text_version"], language: $0["language"])
        }
    }

    /// Keeps the proof that the information sheet was explained (ACC-03).
    static func explained(
        to account: AccountID, by professional: AccountID, textVersion: String, language: String, at moment: Moment,
        in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO information_proof (id, beneficiary, explained_by, text_version, language, explained_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Identifier<InformationProofKind>().blob, account.blob, professional.blob, textVersion, language, moment.milliseconds,
            ])
    }
}
