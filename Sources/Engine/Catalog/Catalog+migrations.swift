import GRDB

extension Catalog {
    /// The numbered steps of the schema. A released step never changes; a new rule is a new step.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 foundation", migrate: createFoundation)
        migrator.registerMigration("2 people", migrate: createPeopleOfStructures)
        migrator.registerMigration("3 sharing", migrate: createSharing)
        migrator.registerMigration("4 signing in", migrate: createSecondFactors)
        migrator.registerMigration("5 notices", migrate: createNotices)
        migrator.registerMigration("6 clock", migrate: createClockMark)
        migrator.registerMigration("7 invitations", migrate: createInvitations)
        migrator.registerMigration("8 figures", migrate: createFigures)
        migrator.registerMigration("9 invitations", migrate: keepInvitations)
        migrator.registerMigration("10 lost factors", migrate: createLostFactors)
        migrator.registerMigration("11 contacts", migrate: createContactChanges)
        migrator.registerMigration("14 document count", migrate: countDocuments)
        migrator.registerMigration("15 snapshots", migrate: createSnapshotMarks)
        migrator.registerMigration("16 use", migrate: createUse)
        migrator.registerMigration("18 proofs", migrate: createProofs)
        migrator.registerMigration("19 staff acts", migrate: indexStaffActs)
        migrator.registerMigration("20 default visibility", migrate: createDefaultVisibility)
        migrator.registerMigration("21 card proofs", migrate: createCardProofs)
        migrator.registerMigration("22 journaled step", migrate: createJournaledStep)
        migrator.registerMigration("23 uncertain tries", migrate: createUncertainTries)
        migrator.registerMigration("24 former tokens", migrate: createFormerTokens)
        return migrator
    }

    /// Brings the schema up to date.
    ///
    /// - Returns: whether it was set aside before.
    /// - Throws: `storeNewer` when a later version wrote the catalog.
    @discardableResult
    static func migrate(_ pool: DatabasePool, upgradeCopy: UpgradeCopy? = nil) throws -> Bool {
        let migrator = Self.migrator
        guard try !pool.read({ try migrator.hasBeenSuperseded($0) }) else { throw VaultFailure(.storeNewer) }
        let isSetAside = try upgradeCopy?.make(of: pool, before: migrator) ?? false
        try migrator.migrate(pool)
        return isSetAside
    }
}
