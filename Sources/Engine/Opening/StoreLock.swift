import Foundation
import Synchronization

/// Holds the state folder for one process: a second vaultd, or a restore beside a running one, is refused.
final class StoreLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Locks `folder`, which must exist, until this value goes or the process ends, however it ends.
    ///
    /// - Throws: `storeInUse`, `diskFailed`.
    init(folder: String) throws {
        let path = folder + "/vaultd.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw VaultFailure(.diskFailed, ["path": path, "reason": String(cString: strerror(errno))])
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw VaultFailure(.storeInUse, ["path": folder])
        }
        self.descriptor = Mutex(descriptor)
    }

    /// Whether a process holds `folder` now.
    static func isHeld(folder: String) -> Bool {
        let descriptor = open(folder + "/vaultd.lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { letGo(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    deinit { release() }

    /// Lets another process have the folder, at once.
    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor { Self.letGo(open) }
            descriptor = nil
        }
    }

    /// Closing alone would leave the lock to a child that was just forked and has not yet reached its program.
    private static func letGo(_ descriptor: Int32) {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
