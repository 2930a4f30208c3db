import Foundation
import TestSupport

/// A disk of a few megabytes: a tmpfs, which only root can mount.
enum SmallDisk {
    /// Runs `body` with its folder, then takes it away.
    static func with(megabytes: Int, _ body: (String) async throws -> Void) async throws {
        let folder = "/tmp/vaultd-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await ToolRun.checked("/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder)
        do {
            try await body(folder)
        } catch {
            _ = try? await ToolRun.checked("/bin/umount", "-l", folder)
            throw error
        }
        try await ToolRun.checked("/bin/umount", "-l", folder)
    }
}
