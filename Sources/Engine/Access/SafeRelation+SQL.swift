import GRDB

extension SafeRelation {
    /// What decides that a habilitation `h` covers the beneficiary `a.account`, in SQL: one source for single
    /// decisions and for lists. `:now` is the moment in milliseconds.
    static let coverage = """
        h.role = 'professional' AND h.state = 'active' AND (h.ends_at IS NULL OR h.ends_at > :now)
        AND a.structure = h.structure AND a.state = 'active'
        AND (h.scope = 'structure' OR EXISTS (
            SELECT 1 FROM case_assignment c WHERE c.habilitation = h.id AND c.beneficiary = a.account))
        AND NOT EXISTS (
            SELECT 1 FROM ended_follow_up e WHERE e.habilitation = h.id AND e.beneficiary = a.account)
        AND EXISTS (
            SELECT 1 FROM convention v WHERE v.structure = h.structure AND v.ended_at IS NULL
            AND v.begins_at <= :now AND (v.ends_at IS NULL OR v.ends_at > :now))
        """

    /// The relation of a professional to a holder now.
    static func find(
        of professional: AccountID, to holder: AccountID, now: Moment, in database: Database
    ) throws -> SafeRelation {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT h.structure AS structure, (
                    SELECT group_concat(m.acts) FROM mandate m
                    WHERE m.beneficiary = a.account AND m.structure = h.structure AND m.revoked_at IS NULL
                    AND m.signed_at <= :now AND (m.ends_at IS NULL OR m.ends_at > :now)) AS acts
                FROM habilitation h JOIN affiliation a ON a.structure = h.structure
                JOIN account p ON p.id = h.account
                WHERE h.account = :professional AND a.account = :holder AND p.state = 'active' AND \(coverage)
                """,
            arguments: [
                "professional": professional.blob, "holder": holder.blob, "now": now.milliseconds,
            ])
        var acts: [StructureID: Set<MandateAct>] = [:]
        for row in rows { acts[try row.identifier("structure")] = MandateAct.list(stored: row["acts"] ?? "") }
        return SafeRelation(acts: acts)
    }
}
