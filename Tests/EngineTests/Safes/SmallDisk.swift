import Foundation

/// A disk of a few megabytes: a tmpfs, which only root can mount.
enum SmallDisk {
    /// Runs `body` with its folder, then takes it away.
    static func with(megabytes: Int, _ body: (String) async throws -> Void) async throws {
        let folder = "/tmp/vaultd-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try run("/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder)
        do {
            try await body(folder)
        } catch {
            try? run("/bin/umount", "-l", folder)
            throw error
        }
        try run("/bin/umount", "-l", folder)
        try FileManager.default.removeItem(atPath: folder)
    }

    private static func run(_ program: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }
}
