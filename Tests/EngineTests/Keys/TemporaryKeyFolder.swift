import Glibc

/// A folder of its own for one test, gone with it.
final class TemporaryKeyFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/vaultd-keys-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Trouble(code: errno) }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { remove(path) }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file with these permission bits.
    func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o400) throws {
        unlink(file(name))
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw Trouble(code: errno) }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fchmod(descriptor, mode) == 0 else {
            throw Trouble(code: errno)
        }
    }

    /// The bytes of a file.
    func read(_ name: String) throws -> [UInt8] {
        let descriptor = open(file(name), O_RDONLY)
        guard descriptor >= 0 else { throw Trouble(code: errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    /// The names in the folder.
    func names() throws -> [String] {
        guard let directory = opendir(path) else { throw Trouble(code: errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    /// A call of the system that failed.
    struct Trouble: Error { let code: Int32 }

    private func remove(_ path: String) {
        for name in (try? names()) ?? [] where unlink(file(name)) != 0 { rmdir(file(name)) }
        rmdir(path)
    }
}
