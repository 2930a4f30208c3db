import Glibc

/// Reading and replacing a small file of secrets, whose text never leaves the heap for secrets. Blocks.
///
/// Written: temporary file → fsync → rename → fsync of the folder. The temporary name is fixed, so that a
/// stopped attempt leaves no copies behind: the next one takes it away.
enum SecretFile {
    /// What was found at a path.
    struct Content: Sendable {
        let bytes: SecretBytes
        /// The permission bits.
        let mode: mode_t
    }

    /// Why a file could not be read or written.
    enum Trouble: Error {
        case missing, exists, notAFile, tooLarge
        case system(String)
    }

    /// The file at `path`, at most `limit` bytes of it.
    ///
    /// - Throws: `Trouble`.
    static func read(_ path: String, limit: Int) throws -> Content {
        let file = try opened(path, O_RDONLY | O_NONBLOCK)
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw system() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Trouble.notAFile }
        guard status.st_size <= limit else { throw Trouble.tooLarge }
        var filled = 0
        let bytes = try SecretBytes(count: Int(status.st_size)) {
            filled = try DescriptorIO.read(into: $0, from: file.number, at: 0)
        }
        guard filled == bytes.count else { throw Trouble.system("the file changed while it was read") }
        return Content(bytes: bytes, mode: status.st_mode & 0o7777)
    }

    /// Writes a new file with mode 0400; never over one that exists.
    ///
    /// - Throws: `Trouble`, `VaultFailure`.
    static func create(_ path: String, _ bytes: SecretBytes) throws {
        let temporary = try written(path, bytes)
        defer { unlink(temporary) }
        // A link, unlike a rename, does not replace what is there.
        guard link(temporary, path) == 0 else { throw errno == EEXIST ? Trouble.exists : system() }
        try syncFolder(of: path)
    }

    /// Puts a file with mode 0400 in the place of the one at `path`, wholly or not at all.
    ///
    /// - Throws: `Trouble`, `VaultFailure`.
    static func replace(_ path: String, _ bytes: SecretBytes) throws {
        let temporary = try written(path, bytes)
        guard rename(temporary, path) == 0 else {
            let trouble = system()
            unlink(temporary)
            throw trouble
        }
        try syncFolder(of: path)
    }

    /// The folder and name with every symbolic link of the folder followed; the file itself need not exist.
    /// Nil where the folder does not exist.
    static func resolved(_ path: String) -> String? {
        if let whole = canonical(path) { return whole }
        guard let folder = canonical(folder(of: path)) else { return nil }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return folder == "/" ? "/" + name : folder + "/" + name
    }

    private static func written(_ path: String, _ bytes: SecretBytes) throws -> String {
        let temporary = path + ".new"
        guard unlink(temporary) == 0 || errno == ENOENT else { throw system() }
        let file = try opened(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        do {
            try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: file.number, at: 0) }
            guard fsync(file.number) == 0 else { throw system() }
        } catch {
            unlink(temporary)
            throw error
        }
        return temporary
    }

    private static func opened(_ path: String, _ flags: Int32) throws -> OwnedDescriptor {
        while true {
            let number = open(path, flags | O_CLOEXEC, 0o400)
            if number >= 0 { return OwnedDescriptor(number) }
            if errno == EINTR { continue }
            throw errno == ENOENT ? Trouble.missing : system()
        }
    }

    private static func syncFolder(of path: String) throws {
        let folder = try opened(folder(of: path), O_RDONLY | O_DIRECTORY)
        guard fsync(folder.number) == 0 else { throw system() }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func canonical(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    private static func system() -> Trouble { .system(String(cString: strerror(errno))) }
}
