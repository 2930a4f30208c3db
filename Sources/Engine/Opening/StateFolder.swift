import Foundation

/// The one folder under which all state lies, so that links and renames stay on one file system.
enum StateFolder {
    /// Makes the folders that are missing, closed to everyone else.
    ///
    /// - Throws: `diskFailed`.
    static func prepare(_ settings: Settings) throws {
        for folder in [settings.state, settings.blobFolder, settings.certificateFolder, settings.snapshotFolder] {
            try make(folder)
        }
    }

    /// Makes one folder with those above it, closed to everyone else; one that is there already is fine.
    ///
    /// - Throws: `diskFailed`.
    static func make(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw VaultFailure(.diskFailed, ["path": folder, "reason": "the folder cannot be made"], cause: error)
        }
    }

    /// Refuses to make a fresh catalog beside documents that an earlier one must have listed. SQLite takes an empty file
    /// for a new database, and the sweep would then take the documents for leftovers.
    ///
    /// - Throws: `catalogDamaged`, `diskFailed`.
    static func requireCatalogBesideBlobs(_ settings: Settings) throws {
        guard try (FileCopies.length(of: settings.catalogFile) ?? 0) == 0 else { return }
        guard try !holdsDocuments(settings.blobFolder) else {
            throw VaultFailure(.catalogDamaged, ["reason": "its file is missing or empty, but there are documents"])
        }
    }

    /// Whether a folder of documents holds anything but its own empty folders. Blocks.
    ///
    /// - Throws: `diskFailed`.
    static func holdsDocuments(_ folder: String) throws -> Bool {
        try Files.names(in: folder).contains { name in
            guard !name.hasPrefix(".") else { return false }
            return try Hex.decode(name)?.count != 1 || !Files.names(in: "\(folder)/\(name)").isEmpty
        }
    }
}
