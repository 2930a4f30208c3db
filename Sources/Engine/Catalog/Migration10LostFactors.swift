import GRDB

extension Catalog {
    /// Step 10: a way back for somebody who has lost what made the codes of the second factor.
    static func createLostFactors(_ database: Database) throws {
        try database.execute(
            sql: """
                -- Whether this way back in may take the second factors away, where its holder says that they are lost.
                ALTER TABLE credential_reset ADD COLUMN takes_factors INTEGER NOT NULL DEFAULT 0;
                -- Whether the two professionals were asked for that too.
                ALTER TABLE assisted_reset ADD COLUMN takes_factors INTEGER NOT NULL DEFAULT 0;
                -- When the telephone was said to be lost: no code for a new password goes to it since.
                ALTER TABLE account ADD COLUMN phone_lost_at INTEGER;
                """)
    }
}
