import GRDB

extension Catalog {
    /// Step 4: second factors, known devices, resets.
    ///
    /// A column whose comment says *sealed* holds a `FieldCipher` text under the directory key; one that says *mark* an
    /// `OneTimeSecrets` value.
    static func createSecondFactors(_ database: Database) throws {
        try createDevices(database)
        try createFactors(database)
        try createResets(database)
    }

    private static func createDevices(_ database: Database) throws {
        try database.execute(
            sql: """
                -- When the password was last proven in it: security changes ask for it anew after five minutes.
                ALTER TABLE session ADD COLUMN verified_at INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE session ADD COLUMN browser BLOB;                     -- sealed

                -- Each failed attempt of a day, for the cap on them (AUT-04).
                CREATE TABLE attempt (
                    subject BLOB NOT NULL CHECK (length(subject) = 32),          -- index
                    at INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX attempt_subject ON attempt (subject, at);

                -- Browsers in which somebody has signed in: strangers' failures do not count against them.
                CREATE TABLE device (
                    token_digest BLOB NOT NULL CHECK (length(token_digest) = 32),
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    browser BLOB,                       -- sealed
                    known_at INTEGER NOT NULL,
                    last_used_at INTEGER NOT NULL,
                    trusted_until INTEGER,              -- until then without a second factor (AUT-12)
                    PRIMARY KEY (token_digest, account)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX device_account ON device (account);

                -- A password was right and the second factor is not yet: good for nothing else, never becomes a session.
                CREATE TABLE half_session (
                    token_digest BLOB PRIMARY KEY CHECK (length(token_digest) = 32),
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    mode TEXT NOT NULL CHECK (mode IN ('ordinary', 'publicComputer')),
                    ends_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX half_session_account ON half_session (account);
                """)
    }

    private static func createFactors(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE second_factor (
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    kind TEXT NOT NULL CHECK (kind IN ('totp', 'sms', 'email', 'printed')),
                    secret BLOB,                        -- sealed; of TOTP alone
                    last_step INTEGER,                  -- the last 30 s that a code was taken for: no code counts twice
                    state TEXT NOT NULL CHECK (state IN ('pending', 'active')),
                    since INTEGER NOT NULL,
                    last_used_at INTEGER,
                    PRIMARY KEY (account, kind)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE printed_code (
                    mark BLOB PRIMARY KEY CHECK (length(mark) = 32),             -- mark
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX printed_code_account ON printed_code (account);

                -- A code on its way to somebody, for one half session or one session.
                CREATE TABLE sent_code (
                    subject BLOB PRIMARY KEY CHECK (length(subject) = 32),       -- digest of a token
                    account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    kind TEXT NOT NULL CHECK (kind IN ('sms', 'email')),
                    mark BLOB NOT NULL CHECK (length(mark) = 32),                -- mark
                    ends_at INTEGER NOT NULL,
                    sends INTEGER NOT NULL,
                    tries INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }

    private static func createResets(_ database: Database) throws {
        try database.execute(
            sql: """
                -- A way back in that somebody has begun, in one browser. Unknown names get a row too.
                CREATE TABLE credential_reset (
                    browser BLOB PRIMARY KEY CHECK (length(browser) = 32),       -- digest of the cookie
                    account BLOB REFERENCES account (id) ON DELETE CASCADE,
                    way TEXT NOT NULL CHECK (way IN ('email', 'sms', 'card', 'assisted', 'question')),
                    mark BLOB,                          -- mark of the link or code; NULL once it was proven
                    proven_at INTEGER,
                    opens_at INTEGER NOT NULL,
                    ends_at INTEGER NOT NULL,
                    tries INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX credential_reset_account ON credential_reset (account);

                CREATE TABLE recovery_card (
                    account BLOB PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
                    mark BLOB NOT NULL UNIQUE CHECK (length(mark) = 32),         -- mark of its words
                    pin TEXT NOT NULL,                  -- bcrypt, as passwords
                    pepper_generation INTEGER NOT NULL,
                    tries INTEGER NOT NULL,
                    made_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                -- Two professionals help somebody who is present back in (AUT-10); at most one at a time.
                CREATE TABLE assisted_reset (
                    account BLOB PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
                    first BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
                    second BLOB REFERENCES account (id) ON DELETE CASCADE,
                    purpose BLOB NOT NULL,              -- sealed
                    mark BLOB,                          -- mark of the code, from the confirmation on
                    veto BLOB NOT NULL,                 -- mark of the link that stops it
                    tries INTEGER NOT NULL,
                    started_at INTEGER NOT NULL,
                    opens_at INTEGER,
                    ends_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE secret_question (
                    account BLOB PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
                    question BLOB NOT NULL,             -- sealed
                    answer TEXT NOT NULL,               -- bcrypt, as passwords
                    pepper_generation INTEGER NOT NULL,
                    set_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
