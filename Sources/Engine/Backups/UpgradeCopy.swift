import Foundation
import GRDB

/// The catalog as an older version left it, set aside before a newer one changes its schema. Once the store is open,
/// a snapshot is made of it, which the older version can restore.
///
/// Where that cannot be, the copy stays for as long as a snapshot would, so that the operator can still go back by
/// hand; it holds the keys of what is erased meanwhile, so not longer (RET-05).
struct UpgradeCopy: Sendable {
    /// The file; it is there from an upgrade until its snapshot is made, or until a purge removes it.
    let path: String
    let clock: any WallClock

    init(settings: Settings, clock: any WallClock) {
        path = settings.state + "/before-upgrade.sqlite"
        self.clock = clock
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Sets the catalog aside if its schema is about to change; nothing for a new one. A copy of an upgrade that was
    /// stopped between two steps stays: each step is a transaction of its own, and it is the one from before the first.
    /// Blocks.
    ///
    /// - Returns: whether the catalog of before the upgrade is aside.
    /// - Throws: `diskFull`, `diskFailed`; the catalog must then stay as it is.
    func make(of pool: DatabasePool, before migrator: DatabaseMigrator) throws -> Bool {
        let live = try pool.read { try Standing($0, migrator) }
        guard !live.applied.isEmpty, live.applied.count < migrator.migrations.count else { return false }
        let draft = path + ".new"
        try Files.remove(draft)
        if let kept = try standing(migrator), kept.isBefore(live) { return true }
        do {
            try pool.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [draft]) }
        } catch {
            try Files.remove(draft)
            throw CatalogFault.failure(for: error, path: draft)
        }
        try stamp(draft, at: clock.now())
        // Before its name: a power cut must not leave an empty file where the way back should lie.
        try FileSync.contents(of: draft, health: StoreHealth())
        try Files.replace(path, with: draft)
        try FileSync.folder((path as NSString).deletingLastPathComponent, health: StoreHealth())
        return true
    }

    /// When it was made; nil where there is none. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func madeAt() throws -> Moment? {
        guard exists else { return nil }
        do {
            let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
            return date.map { Moment(milliseconds: Int64(($0.timeIntervalSince1970 * 1000).rounded())) }
        } catch {
            throw VaultFailure(.diskFailed, ["path": path, "reason": "its time cannot be read"], cause: error)
        }
    }

    /// Counts the time of a copy that was made under a clock that ran ahead from now on. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func restampIfAhead() throws {
        let now = clock.now()
        if let made = try madeAt(), made > now + ClockTrust.tolerance { try stamp(path, at: now) }
    }

    /// How far the copy that is there had come; nil also for a damaged one, which is no way back.
    ///
    /// - Throws: `diskFailed`: it may be whole, and must not be replaced then.
    private func standing(_ migrator: DatabaseMigrator) throws -> Standing? {
        guard exists else { return nil }
        do {
            let queue = try SnapshotCopy.open(path)
            defer { try? queue.close() }
            return try queue.read { database in
                try SnapshotCopy.requireWhole(database)
                return try Standing(database, migrator)
            }
        } catch {
            let failure = CatalogFault.failure(for: error, path: path)
            guard (failure as? VaultFailure)?.code == .catalogDamaged else { throw failure }
            return nil
        }
    }

    private func stamp(_ file: String, at moment: Moment) throws {
        do {
            try FileManager.default.setAttributes([.modificationDate: moment.date], ofItemAtPath: file)
        } catch {
            throw VaultFailure(.diskFailed, ["path": file, "reason": "its time cannot be set"], cause: error)
        }
    }
}

extension UpgradeCopy {
    /// How far a catalog has come.
    private struct Standing: Sendable {
        /// Steps of the schema that it has.
        let applied: Set<String>
        /// The last number of its journal and the link of that line; nil for an empty one.
        let journal: (sequence: Int64, link: [UInt8])?

        init(_ database: Database, _ migrator: DatabaseMigrator) throws {
            applied = try migrator.appliedIdentifiers(database)
            journal = applied.isEmpty ? nil : try JournalEnds.head(database).map { ($0.sequence, $0.link) }
        }

        /// Whether `other` is the same store, with more steps and nothing done in between: an upgrade that came to its
        /// end wrote at least that into the journal.
        func isBefore(_ other: Standing) -> Bool {
            !applied.isEmpty && applied.isStrictSubset(of: other.applied)
                && journal?.sequence == other.journal?.sequence && journal?.link == other.journal?.link
        }
    }

    /// What decides over the copy.
    struct Content: Sendable {
        /// Terms of the master keys that wrap something in it.
        let terms: Set<UInt32>
        /// The number of the last event in its journal.
        let journal: Int64
        /// How many accounts had been deleted.
        let deleted: Int
    }

    /// Reads it. Blocks.
    ///
    /// - Throws: `catalogDamaged`, `diskFailed`.
    func content() throws -> Content {
        do {
            let queue = try SnapshotCopy.open(path)
            defer { try? queue.close() }
            return try queue.read { database in
                Content(
                    terms: try SnapshotCopy.terms(database), journal: try JournalEnds.head(database)?.sequence ?? 0,
                    deleted: try Self.deletedAccounts(database))
            }
        } catch {
            throw CatalogFault.failure(for: error, path: path)
        }
    }

    /// They never become fewer, so an equal number means that none was deleted since.
    static func deletedAccounts(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM account WHERE state = 'deleted'") ?? 0
    }

    /// When a copy goes: what is erased just after it was made is promised to be gone from everywhere when the snapshots
    /// of that day are, and purges run once a day. Pure.
    static func goesAt(madeAt: Moment, keepDays: Int) -> Moment { madeAt + .days(max(1, keepDays) - 1) }
}
