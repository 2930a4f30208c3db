import Foundation
import Glibc
import Synchronization

/// The private folder into which libclamav unpacks: plaintext, so it belongs on a tmpfs and to nobody else.
///
/// It is held by an advisory lock, so that a later start can tell a folder that a crash left from one in use.
final class ScanFolder: Sendable {
    /// The folder's path.
    let path: String
    /// Whether it lies in memory, as it must in production.
    let isInMemory: Bool

    private let hold: Mutex<Hold>

    private struct Hold {
        var lock: Int32
        var reserved = 0
    }

    private static let prefix = "vaultd-scan-"

    /// Makes a folder of mode 0700 in `base` and removes those that earlier processes left there.
    ///
    /// - Parameter graceSeconds: age below which a folder is left alone: between its making and its lock nobody
    ///   holds it.
    /// - Throws: `diskFailed`, `diskFull`.
    init(in base: String, graceSeconds: Int = 60) throws {
        Self.sweep(base, graceSeconds)
        let path = "\(base)/\(Self.prefix)\(getpid())-\(Hex.encode((0..<8).map { _ in UInt8.random(in: .min ... .max) }))"
        self.path = path
        self.hold = Mutex(Hold(lock: try Self.make(path)))
        self.isInMemory = Self.isInMemory(path)
    }

    deinit { remove() }

    /// Removes the folder with all that is in it.
    func remove() {
        hold.withLock { hold in
            guard hold.lock >= 0 else { return }
            Self.removeTree(path)
            close(hold.lock)
            hold.lock = -1
        }
    }

    /// Runs `body` if the folder exists, is ours, can be written and has room for `bytes` beside what running
    /// scans were promised: in a full folder libclamav calls several containers clean without a word.
    ///
    /// - Throws: `diskFailed`, `diskFull`, or what `body` throws.
    func withRoom<Result>(for bytes: Int, _ body: () throws -> Result) throws -> Result {
        try hold.withLock { hold in
            try restore(&hold)
            try check(free: hold.reserved + bytes)
            hold.reserved += bytes
        }
        defer { hold.withLock { $0.reserved -= bytes } }
        return try body()
    }

    /// logind empties /dev/shm of a user who logs out: the folder is then made anew under the same name.
    private func restore(_ hold: inout Hold) throws {
        var status = stat()
        guard lstat(path, &status) != 0, errno == ENOENT, hold.lock >= 0 else { return }
        let lock = try Self.make(path)
        close(hold.lock)
        hold.lock = lock
    }

    private func check(free needed: Int) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw DescriptorIO.failure(errno: EACCES, path: path)
        }
        var system = statvfs()
        guard statvfs(path, &system) == 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        let free = Int(system.f_bavail) * Int(system.f_frsize)
        // A file system without a count of inodes (btrfs) says 0 of 0.
        let hasInodes = system.f_files == 0 || system.f_favail >= 64
        guard free >= needed, hasInodes else { throw DescriptorIO.failure(errno: ENOSPC, path: path) }
        try writeProbe()
    }

    private func writeProbe() throws {
        let probe = "\(path)/probe-\(UInt64.random(in: .min ... .max))"
        let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        defer {
            close(descriptor)
            unlink(probe)
        }
        var byte: UInt8 = 0
        guard write(descriptor, &byte, 1) == 1 else { throw DescriptorIO.failure(errno: errno, path: path) }
    }

    /// By the mount table, since Swift does not see `statfs`: the line of the folder's device names its file system.
    private static func isInMemory(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, let table = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        else { return false }
        // glibc's `major` and `minor`, which are macros.
        let number = UInt64(status.st_dev)
        let device = "\(number >> 8 & 0xFFF | number >> 32 & ~0xFFF):\(number & 0xFF | number >> 12 & 0xFFF00)"
        let line = table.split(separator: "\n").first { $0.split(separator: " ").dropFirst(2).first == device[...] }
        return line?.contains(" - tmpfs ") ?? false
    }

    private static func make(_ path: String) throws -> Int32 {
        guard mkdir(path, 0o700) == 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            throw DescriptorIO.failure(errno: number, path: path)
        }
        return descriptor
    }

    /// Removes folders of ours that nobody holds. Another user's folder cannot be removed and is passed over.
    private static func sweep(_ base: String, _ graceSeconds: Int) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let path = "\(base)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_uid == geteuid(), time(nil) - status.st_ctim.tv_sec > graceSeconds
            else { continue }
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { removeTree(path) }
            close(descriptor)
        }
    }

    /// What cannot be removed stays for the next sweep: the folder may be gone already, and nothing depends on it.
    private static func removeTree(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
