import GRDB

extension Catalog {
    /// Step 18: until when explicit consent holds, which words exactly were signed, and the highest cost of a hash by one
    /// look-up.
    static func createProofs(_ database: Database) throws {
        try database.execute(
            sql: """
                -- Consent ends with the share for which it was given; NULL: with the holder's word alone.
                ALTER TABLE consent_record ADD COLUMN ends_at INTEGER;
                UPDATE consent_record SET ends_at = (
                    SELECT CASE WHEN count(*) > count(g.until) THEN NULL ELSE max(g.until) END FROM share_grant g
                    WHERE g.document = consent_record.document AND g.structure = consent_record.structure);

                -- SHA-256 of the text as it was shown; NULL: signed before it was kept.
                ALTER TABLE mandate ADD COLUMN text_digest BLOB CHECK (length(text_digest) = 32);
                ALTER TABLE information_proof ADD COLUMN text_digest BLOB CHECK (length(text_digest) = 32);

                -- The cost stands behind the four characters `$2b$`.
                CREATE INDEX password_cost ON password (substr(hash, 5, 2));
                CREATE INDEX secret_question_cost ON secret_question (substr(answer, 5, 2));
                """)
    }
}
