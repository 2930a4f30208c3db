import GRDB

extension Catalog {
    /// Step 1: keys, structures, accounts, sessions, safes, documents, journal.
    ///
    /// A column whose comment says *sealed* holds a `FieldCipher` text; one that says *index* a `BlindIndex` value.
    static func createFoundation(_ database: Database) throws {
        try createKeys(database)
        try createPeople(database)
        try createSafes(database)
        try createJournal(database)
    }

    private static func createKeys(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE instance (
                    only INTEGER PRIMARY KEY CHECK (only = 1),
                    id BLOB NOT NULL CHECK (length(id) = 16),
                    created_at INTEGER NOT NULL
                ) STRICT;

                -- One row for each master key that wraps anything: names a foreign key file before it does harm.
                CREATE TABLE key_term (
                    term INTEGER PRIMARY KEY CHECK (term > 0),
                    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
                    created_at INTEGER NOT NULL
                ) STRICT;

                -- Keys of the service itself (directory, journal, pepper), each wrapped under a master key.
                CREATE TABLE system_key (
                    name TEXT NOT NULL,
                    generation INTEGER NOT NULL CHECK (generation > 0),
                    term INTEGER NOT NULL REFERENCES key_term (term),
                    wrapped BLOB NOT NULL,
                    PRIMARY KEY (name, generation)
                ) STRICT, WITHOUT ROWID;
                """)
    }

    private static func createPeople(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE structure (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    name BLOB NOT NULL,                 -- sealed, directory key
                    state TEXT NOT NULL CHECK (state IN ('active', 'ended')),
                    created_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE account (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    role TEXT NOT NULL CHECK (role IN ('beneficiary', 'professional', 'manager')),
                    state TEXT NOT NULL CHECK (
                        state IN ('invited', 'active', 'locked', 'suspended', 'disabled', 'deleted')),
                    login_index BLOB NOT NULL UNIQUE CHECK (length(login_index) = 32),
                    login_name BLOB NOT NULL,           -- sealed, directory key
                    first_name BLOB NOT NULL,           -- sealed, directory key
                    last_name BLOB NOT NULL,            -- sealed, directory key
                    birth_date BLOB,                    -- sealed, directory key
                    phone BLOB,                         -- sealed, directory key
                    email BLOB,                         -- sealed, directory key
                    phone_index BLOB,                   -- index
                    email_index BLOB,                   -- index
                    language TEXT NOT NULL,
                    created_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX account_phone ON account (phone_index) WHERE phone_index IS NOT NULL;
                CREATE INDEX account_email ON account (email_index) WHERE email_index IS NOT NULL;

                CREATE TABLE affiliation (
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    structure BLOB NOT NULL REFERENCES structure (id),
                    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'refused', 'ended')),
                    changed_at INTEGER NOT NULL,
                    PRIMARY KEY (account, structure)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE password (
                    account BLOB PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
                    hash TEXT NOT NULL,
                    pepper_generation INTEGER NOT NULL,
                    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
                    changed_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                -- Failed attempts, per account and per source; kept over restarts (AUT-04).
                CREATE TABLE attempt_counter (
                    subject BLOB PRIMARY KEY CHECK (length(subject) = 32),    -- index
                    failures INTEGER NOT NULL,
                    pauses INTEGER NOT NULL,
                    blocked_until INTEGER,
                    last_failure_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE session (
                    token_digest BLOB PRIMARY KEY CHECK (length(token_digest) = 32),
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    mode TEXT NOT NULL CHECK (mode IN ('ordinary', 'publicComputer')),
                    source BLOB NOT NULL,               -- sealed, directory key
                    created_at INTEGER NOT NULL,
                    last_seen_at INTEGER NOT NULL,
                    ends_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX session_account ON session (account);
                """)
    }

    private static func createSafes(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE safe (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    holder BLOB NOT NULL UNIQUE REFERENCES account (id) ON DELETE CASCADE,
                    term INTEGER NOT NULL REFERENCES key_term (term),
                    wrapped_key BLOB NOT NULL,
                    quota INTEGER NOT NULL CHECK (quota >= 0),
                    used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
                    created_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX safe_term ON safe (term);

                CREATE TABLE document (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    safe BLOB NOT NULL REFERENCES safe (id) ON DELETE CASCADE,
                    title BLOB NOT NULL,                -- sealed, safe key
                    file_name BLOB NOT NULL,            -- sealed, safe key
                    digest BLOB NOT NULL,               -- sealed, safe key: SHA-256 at entry (DOC-04)
                    media_type TEXT NOT NULL,
                    size INTEGER NOT NULL CHECK (size > 0),
                    wrapped_key BLOB NOT NULL,
                    commitment BLOB NOT NULL CHECK (length(commitment) = 32),
                    visibility TEXT NOT NULL CHECK (visibility IN ('private', 'shared')),
                    depositor BLOB NOT NULL,
                    depositor_role TEXT NOT NULL,
                    depositor_structure BLOB,
                    channel TEXT NOT NULL,
                    deposited_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX document_safe ON document (safe, deposited_at);

                -- What was erased, until the last snapshot that may hold it is gone (RET-05).
                CREATE TABLE erasure (
                    document BLOB PRIMARY KEY CHECK (length(document) = 16),
                    holder BLOB NOT NULL,
                    erased_at INTEGER NOT NULL,
                    file_removed INTEGER NOT NULL CHECK (file_removed IN (0, 1))
                ) STRICT, WITHOUT ROWID;
                """)
    }

    private static func createJournal(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE audit_event (
                    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
                    at INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    result TEXT NOT NULL CHECK (result IN ('ok', 'refused', 'failed')),
                    actor_kind TEXT NOT NULL,
                    actor BLOB,
                    owner BLOB,
                    structure BLOB,
                    item BLOB,
                    details BLOB,                       -- sealed, journal key
                    link BLOB NOT NULL CHECK (length(link) = 32)
                ) STRICT;
                CREATE INDEX audit_owner ON audit_event (owner, sequence) WHERE owner IS NOT NULL;

                -- Both ends of the chain: where it was pruned, and where it stands now.
                CREATE TABLE audit_end (
                    name TEXT PRIMARY KEY CHECK (name IN ('anchor', 'head')),
                    sequence INTEGER NOT NULL,
                    link BLOB NOT NULL CHECK (length(link) = 32),
                    seal BLOB NOT NULL CHECK (length(seal) = 32)
                ) STRICT, WITHOUT ROWID;

                -- When each scheduled job last ran, so that a night off is caught up.
                CREATE TABLE job_run (
                    job TEXT PRIMARY KEY,
                    started_at INTEGER NOT NULL,
                    finished_at INTEGER,
                    result TEXT NOT NULL CHECK (result IN ('running', 'ok', 'incomplete', 'failed')),
                    note TEXT NOT NULL DEFAULT ''
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
