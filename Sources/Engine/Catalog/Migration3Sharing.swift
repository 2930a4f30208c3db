import GRDB

extension Catalog {
    /// Step 3: who may see what, by the holder's own word; links for third parties; accounts about to go.
    static func createSharing(_ database: Database) throws {
        try database.execute(
            sql: """
                -- What a professional put in is not kept until its holder says so (SHR-07).
                ALTER TABLE document ADD COLUMN kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1));
                -- Health, religion and the like: read after explicit consent alone (SHR-08, GDPR art. 9).
                ALTER TABLE document ADD COLUMN sensitive INTEGER NOT NULL DEFAULT 0 CHECK (sensitive IN (0, 1));

                -- One document for one structure, or for one professional of it (SHR-03).
                CREATE TABLE share_grant (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    document BLOB NOT NULL REFERENCES document (id) ON DELETE CASCADE,
                    structure BLOB NOT NULL REFERENCES structure (id),
                    professional BLOB REFERENCES account (id) ON DELETE CASCADE,    -- NULL: everyone of the structure
                    purpose BLOB,                       -- sealed, safe key
                    until INTEGER,
                    granted_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX share_grant_once ON share_grant (document, structure, ifnull(professional, x''));
                CREATE INDEX share_grant_structure ON share_grant (structure);
                CREATE INDEX share_grant_professional ON share_grant (professional) WHERE professional IS NOT NULL;

                -- The holder's explicit consent that a structure reads a sensitive document.
                CREATE TABLE consent_record (
                    document BLOB NOT NULL REFERENCES document (id) ON DELETE CASCADE,
                    structure BLOB NOT NULL REFERENCES structure (id),
                    recorded_by BLOB NOT NULL,          -- the holder, or the professional to whom it was said
                    given_at INTEGER NOT NULL,
                    PRIMARY KEY (document, structure)
                ) STRICT, WITHOUT ROWID;

                -- A professional may ask; only the holder shares (SHR-05).
                CREATE TABLE share_request (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    holder BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    structure BLOB NOT NULL REFERENCES structure (id),
                    professional BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    message BLOB NOT NULL,              -- sealed, safe key
                    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused')),
                    asked_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX share_request_holder ON share_request (holder, asked_at);

                -- One document for somebody without an account: link and code, some openings, until a day (SHR-11).
                CREATE TABLE external_link (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    document BLOB NOT NULL REFERENCES document (id) ON DELETE CASCADE,
                    third_party BLOB NOT NULL,          -- sealed, safe key
                    token_digest BLOB NOT NULL UNIQUE CHECK (length(token_digest) = 32),
                    code_mac BLOB NOT NULL CHECK (length(code_mac) = 32),   -- keyed by the pepper
                    until INTEGER NOT NULL,
                    openings_max INTEGER NOT NULL CHECK (openings_max > 0),
                    openings_left INTEGER NOT NULL CHECK (openings_left BETWEEN 0 AND openings_max),
                    wrong_codes INTEGER NOT NULL DEFAULT 0,
                    created_at INTEGER NOT NULL,
                    revoked_at INTEGER
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX external_link_document ON external_link (document);

                -- Whoever leaves a structure and comes back later finds nothing shared again behind their back.
                CREATE TRIGGER affiliation_over AFTER UPDATE OF state ON affiliation WHEN NEW.state <> 'active'
                BEGIN
                    DELETE FROM share_grant WHERE structure = NEW.structure AND document IN (
                        SELECT d.id FROM document d JOIN safe s ON s.id = d.safe WHERE s.holder = NEW.account);
                    DELETE FROM consent_record WHERE structure = NEW.structure AND document IN (
                        SELECT d.id FROM document d JOIN safe s ON s.id = d.safe WHERE s.holder = NEW.account);
                    DELETE FROM share_request WHERE structure = NEW.structure AND holder = NEW.account;
                END;

                -- The holder asked for the account to be deleted; from this moment the purge does it (ACC-14).
                ALTER TABLE account ADD COLUMN deletion_due INTEGER;
                CREATE INDEX account_deletion ON account (deletion_due) WHERE deletion_due IS NOT NULL;
                """)
    }
}
