import Engine
import Foundation
import Glibc

/// Reading and writing the PEM files of certificates and keys. Blocks: small files, at start and reload only.
enum CertificateFile {
    /// More than any chain with its key needs.
    private static let largest = 1 << 20

    /// The text of a PEM file.
    ///
    /// Throws `VaultFailure(.certificateUnusable)` with the reason.
    static func read(_ path: String) throws -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw VaultFailure(.certificateUnusable, ["path": path, "reason": "it cannot be read"], cause: error)
        }
        guard data.count <= largest, let text = String(data: data, encoding: .utf8) else {
            throw VaultFailure(.certificateUnusable, ["path": path, "reason": "it is not a PEM file"])
        }
        return text
    }

    /// Whether there is a file at `path`.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes `text` with mode 0600 in the place of what was at `path`, wholly or not at all: temporary file,
    /// fsync, rename, fsync of the folder. Makes the folder, mode 0700, where it is missing.
    ///
    /// Throws `VaultFailure`: `.diskFull` or `.diskFailed`.
    static func replace(_ path: String, with text: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure(folder) }
        let temporary = path + ".new"
        guard unlink(temporary) == 0 || errno == ENOENT else { throw failure(temporary) }
        do {
            try write(Array(text.utf8), to: temporary)
            guard rename(temporary, path) == 0 else { throw failure(path) }
        } catch {
            unlink(temporary)
            throw error
        }
        try synchronise(folder)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw failure(path) }
            rest = rest.dropFirst(max(0, count))
        }
        guard fsync(file) == 0 else { throw failure(path) }
    }

    private static func synchronise(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder) }
    }

    private static func failure(_ path: String) -> VaultFailure {
        let code = errno
        guard code != ENOSPC, code != EDQUOT else { return VaultFailure(.diskFull, ["path": path]) }
        return VaultFailure(.diskFailed, ["path": path, "reason": String(cString: strerror(code))])
    }
}
