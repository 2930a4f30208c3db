import Engine
import Foundation

/// `vaultd --init-keys`: makes the key file of a new store, and of a new one only.
struct KeyInitialisation {
    let settings: Settings
    let ifMissing: Bool

    /// Makes the file and the last folder of its path.
    ///
    /// - Throws: `keyFileExists`; `keyFileMissing` when there is a store already, which a fresh key could never open.
    func run() throws {
        let path = settings.keys.file
        guard !FileManager.default.fileExists(atPath: path) else {
            guard ifMissing else { throw VaultFailure(.keyFileExists, ["path": path]) }
            return
        }
        guard !Vault.storeExists(settings) else { throw VaultFailure(.keyFileMissing, ["path": path]) }
        try makeFolder(of: path)
        let placement = KeyFilePlacement(allowInState: settings.keys.allowInState, state: settings.state)
        _ = try KeyFile.create(path: path, placement: placement, now: SystemClock().now())
        StandardStreams.error(
            "vaultd: made the key file \(path). Keep a copy in a safe place: without it nothing can be opened again.")
    }

    private func makeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw VaultFailure(.keyFileWriteFailed, ["path": path, "reason": "its folder cannot be made"], cause: error)
        }
    }
}
