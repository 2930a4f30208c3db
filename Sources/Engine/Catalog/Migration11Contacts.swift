import GRDB

extension Catalog {
    /// Step 11: people change their own number and address, and are told what others do in their safe.
    ///
    /// A column whose comment says *sealed* holds a `FieldCipher` text under the directory key; one that says *mark* an
    /// `OneTimeSecrets` value.
    static func createContactChanges(_ database: Database) throws {
        try database.execute(
            sql: """
                -- When the second factor was last proven in it: a change of number or address asks for it anew.
                ALTER TABLE session ADD COLUMN factor_at INTEGER NOT NULL DEFAULT 0;
                -- Before that, nothing that leads to a new password goes to the number or address. NULL: always.
                ALTER TABLE account ADD COLUMN phone_good_from INTEGER;
                ALTER TABLE account ADD COLUMN email_good_from INTEGER;
                -- Whether the holder wants no messages about what others do in the safe.
                ALTER TABLE account ADD COLUMN is_quiet INTEGER NOT NULL DEFAULT 0;

                -- A number or address that waits for the code which was sent to it.
                CREATE TABLE contact_change (
                    account BLOB PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
                    session BLOB NOT NULL CHECK (length(session) = 32),
                    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
                    contact BLOB NOT NULL,              -- sealed
                    mark BLOB NOT NULL CHECK (length(mark) = 32),                -- mark
                    ends_at INTEGER NOT NULL,
                    tries INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
