import Glibc

/// fsync, with the one rule about its failure: after a failed fsync the page cache can lie about what is on the
/// disk, and a second try can succeed without having written anything. So the store is closed for writing.
enum FileSync {
    /// Makes the bytes of an open file durable. Blocks.
    ///
    /// - Throws: `diskFull`: the file is waste, the store goes on; `diskFailed`, and `health` is closed for writing.
    static func file(_ descriptor: Int32, health: StoreHealth) throws {
        guard fsync(descriptor) != 0 else { return }
        let code = errno
        let failure = DescriptorIO.failure(errno: code, descriptor)
        if failure.code != .diskFull { health.failed("fsync of a file failed: \(String(cString: strerror(code)))") }
        throw failure
    }

    /// Makes the bytes of a file durable that somebody else wrote. Blocks.
    ///
    /// - Throws: as `file(_:health:)`; `diskFailed` where there is no such file.
    static func contents(of path: String, health: StoreHealth) throws {
        guard let descriptor = try Files.openForReading(path) else { throw DescriptorIO.failure(errno: ENOENT, path: path) }
        let file = OwnedDescriptor(descriptor)
        try Self.file(file.number, health: health)
    }

    /// Makes the names in a folder durable. Blocks.
    ///
    /// - Throws: `diskFull`; `diskFailed`, and `health` is closed for writing.
    static func folder(_ path: String, health: StoreHealth) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        let folder = OwnedDescriptor(descriptor)
        try file(folder.number, health: health)
    }
}
