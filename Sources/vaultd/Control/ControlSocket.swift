import Engine
import Foundation
import Glibc
import Logging
import NIOCore
import NIOPosix

/// Where the control server gets its socket from.
enum ControlSocket: Sendable {
    /// It makes one at this path, for the members of this group; none means root and the daemon's own user only.
    case bind(path: String, group: UInt32?)
    /// It is bound and listening already: a descriptor from systemd, which the server owns from here on.
    case handedOver(CInt)
}

/// A socket file that this process made, and what tells it from another of the same name.
struct SocketFile: Sendable, Equatable {
    let path: String
    let device: UInt64
    let inode: UInt64

    /// Removes the file, unless another daemon has put its own there since.
    func remove() {
        guard SocketFile(at: path) == self else { return }
        unlink(path)
    }

    /// The file at a path, if there is a socket.
    init?(at path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.path = path
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
    }
}

extension ControlSocket {
    /// Mode of a socket that a group may use, and of one that only its owner may.
    private static let groupMode: mode_t = 0o660
    private static let ownMode: mode_t = 0o600

    /// Binds `bootstrap` to the socket.
    ///
    /// The socket is made under another name, gets its mode and group there, and is then renamed: at its own name it
    /// never stands open to more than it should, and never missing while a stale one is replaced.
    /// - Throws: `addressInUse` when another daemon answers there, `settingsUnusable`.
    func open(_ bootstrap: ServerBootstrap, logger: Logger) async throws -> (any Channel, SocketFile?) {
        switch self {
        case .handedOver(let descriptor):
            do {
                return (try await bootstrap.withBoundSocket(descriptor).get(), nil)
            } catch {
                throw Self.unusable("the handed-over socket \(descriptor)", error)
            }
        case .bind(let path, let group):
            try Self.clear(path)
            let draft = Self.draft(of: path)
            unlink(draft)
            do {
                let channel = try await bootstrap.bind(unixDomainSocketPath: draft).get()
                do {
                    try Self.settle(draft, group: group, path: path, logger: logger)
                } catch {
                    unlink(draft)
                    try await channel.close()
                    throw error
                }
                return (channel, SocketFile(at: path))
            } catch let failure as VaultFailure {
                throw failure
            } catch {
                throw Self.unusable(path, error)
            }
        }
    }

    /// Makes sure that a socket may be put at `path`: nothing is there, or a socket that nobody answers on.
    private static func clear(_ path: String) throws {
        var facts = stat()
        guard lstat(path, &facts) == 0 else {
            guard errno == ENOENT else { throw unusable(path, String(cString: strerror(errno))) }
            return try makeFolder(of: path)
        }
        guard facts.st_mode & S_IFMT == S_IFSOCK else {
            throw unusable(path, "there is something else than a socket at this path, and vaultd does not delete it")
        }
        if answers(path) { throw VaultFailure(.addressInUse, ["address": path]) }
    }

    private static func makeFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        guard !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) else { return }
        guard mkdir(folder, 0o755) == 0 else { throw unusable(path, String(cString: strerror(errno))) }
    }

    /// Whether a daemon accepts connections there. A connection to a local socket succeeds or fails at once.
    private static func answers(_ path: String) -> Bool {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0, let address = try? SocketAddress(unixDomainSocketPath: path) else { return false }
        defer { close(descriptor) }
        let done = address.withSockAddr { pointer, size in connect(descriptor, pointer, socklen_t(size)) }
        return done == 0 || errno == EAGAIN
    }

    private static func settle(_ draft: String, group: UInt32?, path: String, logger: Logger) throws {
        if let group, chown(draft, uid_t.max, group) != 0 {
            throw unusable(path, "its group cannot be set: \(String(cString: strerror(errno)))")
        }
        guard chmod(draft, group == nil ? ownMode : groupMode) == 0, rename(draft, path) == 0 else {
            throw unusable(path, String(cString: strerror(errno)))
        }
    }

    private static func draft(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return (folder.isEmpty ? "." : folder) + "/.c\(getpid())"
    }

    private static func unusable(_ path: String, _ error: any Error) -> VaultFailure {
        let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
        return VaultFailure(
            .settingsUnusable, ["reason": "The control socket \(path) cannot be used: \(reason)."], cause: error)
    }

    private static func unusable(_ path: String, _ reason: String) -> VaultFailure {
        VaultFailure(.settingsUnusable, ["reason": "The control socket \(path) cannot be used: \(reason)."])
    }
}

extension ControlAuthority {
    /// The authority for the operators' group of this name. A group that does not exist gives nobody a right, and
    /// says so: the socket is then for root and the daemon's own user.
    init(groupNamed name: String, logger: Logger) {
        let entry = name.isEmpty ? nil : getgrnam(name)
        if !name.isEmpty, entry == nil {
            logger.warning(
                "The group of control.group does not exist: the control socket is for root and the daemon's own user only.",
                metadata: ["group": "\(name)"])
        }
        self.init(daemonUser: geteuid(), group: entry?.pointee.gr_gid)
    }
}
