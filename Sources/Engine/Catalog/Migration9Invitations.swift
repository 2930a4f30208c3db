import GRDB

extension Catalog {
    /// Step 9: invitations that wait can be looked at and sent again.
    static func keepInvitations(_ database: Database) throws {
        try database.execute(
            sql: """
                -- When it was sent, and by which way.
                ALTER TABLE invitation ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE invitation ADD COLUMN channel TEXT NOT NULL DEFAULT 'sms' CHECK (channel IN ('sms', 'email'));
                CREATE INDEX invitation_structure ON invitation (structure);
                -- Until now each was good for three days.
                UPDATE invitation SET made_at = ends_at - 259200000;
                """)
    }
}
