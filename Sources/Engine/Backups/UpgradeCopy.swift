import Foundation
import GRDB
import Logging

/// The catalog as an older version left it, set aside before a newer one changes its schema. Once the store is open,
/// a snapshot is made of it, which the older version can restore.
struct UpgradeCopy: Sendable {
    /// The file; it is there only from an upgrade until its snapshot is made.
    let path: String

    init(settings: Settings) { path = settings.state + "/before-upgrade.sqlite" }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Sets the catalog aside if its schema is about to change; nothing for a new one. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`; the catalog must then stay as it is.
    func make(of pool: DatabasePool, before migrator: DatabaseMigrator) throws {
        let applied = try pool.read { try migrator.appliedIdentifiers($0) }
        guard !applied.isEmpty, applied.count < migrator.migrations.count else { return }
        let draft = path + ".new"
        try Files.remove(draft)
        do {
            try pool.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [draft]) }
        } catch {
            try Files.remove(draft)
            throw CatalogFault.failure(for: error, path: draft)
        }
        // Before its name: a power cut must not leave an empty file where the way back should lie.
        try FileSync.contents(of: draft, health: StoreHealth())
        try Files.replace(path, with: draft)
        try FileSync.folder((path as NSString).deletingLastPathComponent, health: StoreHealth())
    }
}

extension Vault {
    /// Makes the snapshot of an upgrade, where one is due. What keeps it from being made is told and leaves the copy
    /// for the next start: people should not be locked out for it.
    func snapshotUpgrade() async {
        let copy = UpgradeCopy(settings: settings)
        guard copy.exists else { return }
        do {
            let summary = try await gate.run(.backup) {
                try await Backup(vault: self, actor: .schedule, progress: NoProgress(), source: copy.path).run()
            }
            try await pools.disk.run { _ = try Files.remove(copy.path) }
            logger.notice("A snapshot holds the store as it was before the upgrade.", metadata: ["snapshot": "\(summary.id)"])
        } catch {
            logger.error(
                "No snapshot could be made of the store as it was before the upgrade; the next start tries again.",
                metadata: ["cause": "\(error)", "copy": "\(copy.path)"])
        }
    }
}
