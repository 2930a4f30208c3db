import GRDB

extension Catalog {
    /// Step 2: conventions, habilitations, follow-ups and mandates: who may act for a structure, and for whom.
    ///
    /// Structures that exist already get a convention that runs from their first day.
    static func createPeopleOfStructures(_ database: Database) throws {
        try database.execute(
            sql: """
                -- What a structure is told about, in its own words. All sealed, directory key.
                ALTER TABLE structure ADD COLUMN contact BLOB;
                ALTER TABLE structure ADD COLUMN privacy_contact BLOB;           -- GDP-04
                ALTER TABLE account ADD COLUMN job_title BLOB;                   -- sealed, directory key
                ALTER TABLE account ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
                -- Until then nobody exports, shares or changes contacts: a reset of the password was just done.
                ALTER TABLE account ADD COLUMN frozen_until INTEGER;
                -- Why it was suspended, and until when (ROL-14). The reason is sealed, directory key.
                ALTER TABLE account ADD COLUMN state_reason BLOB;
                ALTER TABLE account ADD COLUMN state_until INTEGER;
                -- Finds the same name with the same birth date (ACC-09). Index over both together.
                ALTER TABLE account ADD COLUMN identity_index BLOB;
                CREATE INDEX account_identity ON account (identity_index) WHERE identity_index IS NOT NULL;

                -- A structure acts only while a convention of its own runs; a partner's hangs on another one (ROL-13).
                CREATE TABLE convention (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    structure BLOB NOT NULL REFERENCES structure (id),
                    parent BLOB REFERENCES convention (id),
                    begins_at INTEGER NOT NULL,
                    ends_at INTEGER CHECK (ends_at IS NULL OR ends_at > begins_at),
                    ended_at INTEGER,
                    created_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX convention_structure ON convention (structure);
                CREATE INDEX convention_parent ON convention (parent) WHERE parent IS NOT NULL;

                -- Who may act for a structure: by whom granted, with which scope, until when (ROL-09).
                CREATE TABLE habilitation (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    structure BLOB NOT NULL REFERENCES structure (id),
                    role TEXT NOT NULL CHECK (role IN ('professional', 'manager')),
                    scope TEXT NOT NULL CHECK (scope IN ('structure', 'assigned')),
                    state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'ended')),
                    granted_at INTEGER NOT NULL,
                    granted_by BLOB,                    -- an account; NULL for the operator
                    ends_at INTEGER,
                    changed_at INTEGER NOT NULL,
                    reason BLOB,                        -- sealed, directory key
                    version INTEGER NOT NULL DEFAULT 1  -- two managers at once: the second is told
                ) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX habilitation_current ON habilitation (account, structure) WHERE state <> 'ended';
                CREATE INDEX habilitation_structure ON habilitation (structure, state);

                -- The people whom a limited habilitation covers (ROL-08).
                CREATE TABLE case_assignment (
                    habilitation BLOB NOT NULL REFERENCES habilitation (id) ON DELETE CASCADE,
                    beneficiary BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    assigned_at INTEGER NOT NULL,
                    assigned_by BLOB,
                    PRIMARY KEY (habilitation, beneficiary)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX case_assignment_beneficiary ON case_assignment (beneficiary);

                -- A professional who stopped following a person, although the scope would cover it.
                CREATE TABLE ended_follow_up (
                    habilitation BLOB NOT NULL REFERENCES habilitation (id) ON DELETE CASCADE,
                    beneficiary BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    ended_at INTEGER NOT NULL,
                    PRIMARY KEY (habilitation, beneficiary)
                ) STRICT, WITHOUT ROWID;

                -- What a person allows a structure to do for them, signed before anything is done (ACC-01, ACC-02).
                CREATE TABLE mandate (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    beneficiary BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    structure BLOB NOT NULL REFERENCES structure (id),
                    professional BLOB NOT NULL,         -- who explained and recorded it
                    acts TEXT NOT NULL,                 -- names of MandateAct, by commas
                    text_version TEXT NOT NULL,
                    language TEXT NOT NULL,
                    signed_at INTEGER NOT NULL,
                    ends_at INTEGER,
                    revoked_at INTEGER
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX mandate_beneficiary ON mandate (beneficiary, structure);

                -- The information sheet was shown and explained (ACC-03).
                CREATE TABLE information_proof (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    beneficiary BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    explained_by BLOB NOT NULL,
                    text_version TEXT NOT NULL,
                    language TEXT NOT NULL,
                    explained_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                ALTER TABLE affiliation ADD COLUMN asked_by BLOB;
                ALTER TABLE affiliation ADD COLUMN asked_at INTEGER;
                CREATE INDEX affiliation_structure ON affiliation (structure, state);

                INSERT INTO convention (id, structure, begins_at, created_at)
                    SELECT randomblob(16), id, created_at, created_at FROM structure WHERE state = 'active';
                """)
    }
}
