import ControlAPI
import Glibc

/// Says in one line why the socket cannot be used, and what to do.
enum SocketTrouble {
    /// The trouble behind the error number of a failed connection to `path`.
    static func failure(connectingTo path: String, error number: Int32) -> ToolFailure {
        switch number {
        case ENOENT, ENOTDIR: absent(path)
        case EACCES, EPERM: forbidden(path)
        case ECONNREFUSED where !isSocket(path): otherKind(path)
        case ECONNREFUSED: stale(path)
        default:
            ToolFailure(
                "socketUnusable", "The socket \(path) cannot be used: \(String(cString: strerror(number))).",
                exit: .unreachable)
        }
    }

    /// A path that is too long for a socket's address.
    static func tooLong(_ path: String) -> ToolFailure {
        ToolFailure(
            "socketPathTooLong", "The path of the socket is longer than 107 bytes: \(path).",
            hint: "Give a shorter one with --socket.", exit: .usage)
    }

    private static func absent(_ path: String) -> ToolFailure {
        ToolFailure(
            "notRunning", "vaultd is not running: there is no socket at \(path).",
            hint: "systemctl start vaultd, or name its socket with --socket or VAULTD_SOCKET.", exit: .unreachable)
    }

    private static func stale(_ path: String) -> ToolFailure {
        ToolFailure(
            "notRunning", "vaultd is not running: nobody answers on \(path).",
            hint: "systemctl start vaultd; if it does not start: journalctl -u vaultd -e", exit: .unreachable)
    }

    private static func otherKind(_ path: String) -> ToolFailure {
        ToolFailure(
            "notASocket", "\(path) is not a socket.",
            hint: "Name vaultd's socket with --socket or VAULTD_SOCKET.", exit: .unreachable)
    }

    private static func forbidden(_ path: String) -> ToolFailure {
        let group = groupName(of: path) ?? "vaultadm"
        return ToolFailure(
            "noPermission", "You have no right to use \(path).",
            hint: "Run it as root, or as a member of the group \(group): adduser NAME \(group)", exit: .noPermission)
    }

    private static func isSocket(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFSOCK
    }

    /// The group that owns the socket; nil for root's own, in which nobody should be, and where it cannot be seen.
    private static func groupName(of path: String) -> String? {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_gid != 0, let entry = getgrgid(facts.st_gid) else { return nil }
        return String(cString: entry.pointee.gr_name)
    }
}
