import GRDB

extension Catalog {
    /// Step 5: messages on their way out, alerts of the supervision, acceptances of the terms of use.
    ///
    /// A column whose comment says *sealed* holds a `FieldCipher` text under the directory key; one that says *index* a
    /// `BlindIndex` value.
    static func createNotices(_ database: Database) throws {
        try createOutbox(database)
        try createSupervision(database)
        try createAcceptances(database)
    }

    private static func createOutbox(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE outbox (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
                    purpose TEXT NOT NULL,
                    language TEXT NOT NULL,
                    account BLOB REFERENCES account (id) ON DELETE CASCADE,
                    recipient BLOB,                     -- sealed; NULL once it is done
                    content BLOB,                       -- sealed; NULL once it is done
                    created_at INTEGER NOT NULL,
                    not_before INTEGER NOT NULL,
                    expires_at INTEGER NOT NULL,
                    attempts INTEGER NOT NULL DEFAULT 0,
                    attempted_at INTEGER,
                    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'expired')),
                    failure TEXT,
                    done_at INTEGER,
                    CHECK ((state IN ('waiting', 'sending')) = (recipient IS NOT NULL)),
                    CHECK ((recipient IS NULL) = (content IS NULL)),
                    CHECK ((state IN ('waiting', 'sending')) = (done_at IS NULL))
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX outbox_due ON outbox (channel, not_before) WHERE done_at IS NULL;
                CREATE INDEX outbox_recent ON outbox (channel, attempted_at) WHERE attempted_at IS NOT NULL;
                CREATE INDEX outbox_account ON outbox (account, created_at) WHERE account IS NOT NULL;
                """)
    }

    private static func createSupervision(_ database: Database) throws {
        try database.execute(
            sql: """
                -- One for each thing that goes on, however often it happens.
                CREATE TABLE alert (
                    id BLOB PRIMARY KEY CHECK (length(id) = 16),
                    kind TEXT NOT NULL,
                    subject BLOB NOT NULL CHECK (length(subject) = 32),          -- index: what makes it the same thing
                    account BLOB REFERENCES account (id) ON DELETE CASCADE,
                    details BLOB NOT NULL,              -- sealed
                    count INTEGER NOT NULL CHECK (count > 0),
                    first_at INTEGER NOT NULL,
                    last_at INTEGER NOT NULL,
                    acknowledged_at INTEGER,
                    seen_at INTEGER                     -- when the holder put the word about it away
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX alert_subject ON alert (kind, subject, last_at);
                CREATE INDEX alert_account ON alert (account, last_at) WHERE account IS NOT NULL;

                -- Different names that one source tried in vain, and different sources that tried one name.
                CREATE TABLE failed_pair (
                    kind TEXT NOT NULL CHECK (kind IN ('names', 'sources')),
                    subject BLOB NOT NULL CHECK (length(subject) = 32),          -- index
                    other BLOB NOT NULL CHECK (length(other) = 32),              -- index
                    at INTEGER NOT NULL,
                    PRIMARY KEY (kind, subject, other)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX failed_pair_at ON failed_pair (at);

                -- Failed sign-ins of the whole service in an hour.
                CREATE TABLE failure_hour (
                    hour INTEGER PRIMARY KEY,
                    count INTEGER NOT NULL CHECK (count > 0)
                ) STRICT;

                -- Networks from which a person has signed in.
                CREATE TABLE known_network (
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    network BLOB NOT NULL CHECK (length(network) = 32),          -- index
                    last_at INTEGER NOT NULL,
                    PRIMARY KEY (account, network)
                ) STRICT, WITHOUT ROWID;
                """)
    }

    private static func createAcceptances(_ database: Database) throws {
        try database.execute(
            sql: """
                -- Which words each person accepted, and when (ACC-08). Rows are added and never changed.
                CREATE TABLE terms_acceptance (
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    text TEXT NOT NULL,
                    version TEXT NOT NULL,
                    language TEXT NOT NULL,
                    digest BLOB NOT NULL CHECK (length(digest) = 32),
                    accepted_at INTEGER NOT NULL,
                    PRIMARY KEY (account, text, version)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
