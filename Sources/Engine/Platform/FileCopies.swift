import CLinux
import Glibc

/// Second names and second copies of files, and whole folders. All of it blocks.
enum FileCopies {
    /// What became of a wish for a second name.
    enum Linking: Sendable { case linked, exists, sourceMissing, otherFileSystem }

    /// Gives the file at `source` a second name.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    static func link(_ source: String, at path: String) throws -> Linking {
        if Glibc.link(source, path) == 0 { return .linked }
        switch errno {
        case EEXIST: return .exists
        case ENOENT: return .sourceMissing
        // EMLINK, EPERM, EOPNOTSUPP: a file system or a rule that does not let us link; a copy does as well.
        case EXDEV, EMLINK, EPERM, EOPNOTSUPP: return .otherFileSystem
        default: throw DescriptorIO.failure(errno: errno, path: path)
        }
    }

    /// Reads a file to its end.
    ///
    /// - Returns: its length and SHA-256, and its first bytes; nil where there is no such file.
    /// - Parameter take: gets every piece, in order.
    /// - Throws: `diskFailed`, what `take` throws.
    static func read(_ path: String, take: (UnsafeRawBufferPointer, Int) throws -> Void = { _, _ in }) throws -> FileFacts? {
        guard let number = try Files.openForReading(path) else { return nil }
        let file = OwnedDescriptor(number)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 64)
        defer { buffer.deallocate() }
        var digest = try SHA256Stream()
        var length = 0
        var head: [UInt8] = []
        while true {
            let count = try DescriptorIO.read(into: buffer, from: file.number, at: length)
            guard count > 0 else { break }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if length == 0 { head = Array(piece.prefix(SealedFileFormat.headerSize)) }
            try digest.update(piece)
            try take(piece, length)
            length += count
        }
        return FileFacts(length: length, digest: try digest.finish(), head: head)
    }

    /// Copies a file to a new one, which is synced.
    ///
    /// - Returns: what was read; nil where there is no such file, and nothing was made then.
    /// - Throws: `diskFull`, `diskFailed`; what was made is removed then.
    static func copy(_ source: String, to path: String, health: StoreHealth) throws -> FileFacts? {
        let file = try Files.createNew(path)
        do {
            let facts = try read(source) { try DescriptorIO.write($0, to: file.number, at: $1) }
            guard let facts else {
                try Files.remove(path)
                return nil
            }
            try FileSync.file(file.number, health: health)
            return facts
        } catch {
            _ = try? Files.remove(path)
            throw error
        }
    }

    /// The length of a file; nil where there is none.
    ///
    /// - Throws: `diskFailed`.
    static func length(of path: String) throws -> Int? {
        var status = stat()
        if lstat(path, &status) == 0 { return Int(status.st_size) }
        guard errno == ENOENT else { throw DescriptorIO.failure(errno: errno, path: path) }
        return nil
    }

    /// Changes whenever the file does; empty where there is none.
    static func stamp(of path: String) -> [UInt8] {
        var status = stat()
        guard lstat(path, &status) == 0 else { return [] }
        let changed = status.st_ctim
        return [Int(status.st_ino), Int(status.st_size), changed.tv_sec, changed.tv_nsec].flatMap { number in
            withUnsafeBytes(of: number.bigEndian) { Array($0) }
        }
    }

    /// Bytes on the file system of `path`: what an ordinary user may still write, and all.
    ///
    /// - Throws: `diskFailed`.
    static func space(at path: String) throws -> (free: Int, total: Int) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        let unit = Int(status.f_frsize)
        return (Int(status.f_bavail) * unit, Int(status.f_blocks) * unit)
    }

    /// Whether files of one folder can be given names in the other.
    ///
    /// - Throws: `diskFailed`.
    static func shareFileSystem(_ left: String, _ right: String) throws -> Bool {
        var first = stat()
        var second = stat()
        guard stat(left, &first) == 0 else { throw DescriptorIO.failure(errno: errno, path: left) }
        guard stat(right, &second) == 0 else { throw DescriptorIO.failure(errno: errno, path: right) }
        return first.st_dev == second.st_dev
    }

    /// Removes a folder with all that is in it; symbolic links are removed, not followed.
    ///
    /// - Throws: `diskFailed`.
    static func removeTree(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw DescriptorIO.failure(errno: errno, path: path)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            try Files.remove(path)
            return
        }
        for name in try Files.names(in: path) { try removeTree("\(path)/\(name)") }
        guard rmdir(path) == 0 || errno == ENOENT else { throw DescriptorIO.failure(errno: errno, path: path) }
    }

    /// Makes everything durable that was written to the file system of `path`: one call for thousands of small files.
    ///
    /// - Throws: `diskFailed`, and `health` is closed for writing.
    static func syncFileSystem(of path: String, health: StoreHealth) throws {
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        let folder = OwnedDescriptor(number)
        guard vaultd_sync_file_system(folder.number) != 0 else { return }
        let code = errno
        health.failed("syncfs failed: \(String(cString: strerror(code)))")
        throw DescriptorIO.failure(errno: code, path: path)
    }

    /// 256 KiB: as fast as larger ones, and two of them stay in a processor's cache.
    private static let pieceSize = 256 << 10
}

/// What reading a file to its end found.
struct FileFacts: Sendable, Equatable {
    let length: Int
    let digest: [UInt8]
    /// Its first bytes, as many as a sealed file's header has, or fewer.
    let head: [UInt8]
}
