import CLinux
import Glibc

/// The calls on files and folders that durable writing needs, each with a named failure. All of them block.
enum Files {
    /// Opens an existing file for reading.
    ///
    /// - Returns: the descriptor, which the caller owns; nil where there is no such file.
    /// - Throws: `diskFailed`.
    static func openForReading(_ path: String) throws -> Int32? {
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        if descriptor < 0 && errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        return descriptor
    }

    /// Makes a new file that only this user can read.
    ///
    /// - Throws: `diskFull`, `diskFailed`, the latter also where the file exists.
    static func createNew(_ path: String) throws -> OwnedDescriptor {
        let descriptor = retrying { open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
        guard descriptor >= 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        return OwnedDescriptor(descriptor)
    }

    /// Gives an open file `bytes` of the disk, without writing them.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    static func allocate(_ bytes: Int, of descriptor: Int32) throws {
        let code = posix_fallocate(descriptor, 0, bytes)
        guard code == 0 else { throw DescriptorIO.failure(errno: code, descriptor) }
    }

    /// Makes a folder that only this user can enter; one that is there already is fine.
    ///
    /// - Returns: whether it was made now.
    /// - Throws: `diskFull`, `diskFailed`.
    @discardableResult
    static func makeFolder(_ path: String) throws -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        guard errno == EEXIST else { throw DescriptorIO.failure(errno: errno, path: path) }
        return false
    }

    /// What became of a file at a new name.
    enum Placing: Sendable { case placed, exists, folderMissing }

    /// Gives a file its final name, and never takes the place of another file.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    static func place(_ temporary: String, at path: String) throws -> Placing {
        if vaultd_rename_new(temporary, path) == 0 { return .placed }
        switch errno {
        case EEXIST: return .exists
        case ENOENT: return .folderMissing
        default: throw DescriptorIO.failure(errno: errno, path: path)
        }
    }

    /// Gives a file its final name in the place of the one that has it now.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    static func replace(_ path: String, with temporary: String) throws {
        guard rename(temporary, path) == 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
    }

    /// Removes a file; one that is not there is as good as removed.
    ///
    /// - Returns: whether there was one.
    /// - Throws: `diskFailed`.
    @discardableResult
    static func remove(_ path: String) throws -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT else { throw DescriptorIO.failure(errno: errno, path: path) }
        return false
    }

    /// The names in a folder, without `.` and `..`; none where there is no folder.
    ///
    /// - Throws: `diskFailed`.
    static func names(in folder: String) throws -> [String] {
        guard let handle = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw DescriptorIO.failure(errno: errno, path: folder)
        }
        defer { closedir(handle) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(handle) {
            let name = String(cString: vaultd_entry_name(entry))
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw DescriptorIO.failure(errno: errno, path: folder) }
        return names
    }

    /// Bytes that an ordinary user may still write on the file system of `path`.
    ///
    /// - Throws: `diskFailed`.
    static func freeBytes(at path: String) throws -> Int {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw DescriptorIO.failure(errno: errno, path: path) }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    private static func retrying(_ call: () -> Int32) -> Int32 {
        while true {
            let answer = call()
            if answer >= 0 || errno != EINTR { return answer }
        }
    }
}
