/// The one way in which a file comes into the store: temporary file → fsync → rename → fsync of the folder. Under
/// its name there is the whole file or none, whenever the power goes.
struct AtomicFile: Sendable {
    /// What happens where there is a file of that name already.
    enum Existing: Sendable { case refuse, replace }

    /// The final path.
    let path: String
    /// The path while it is written, on the same file system. A stop leaves it behind; whoever owns the folder sweeps.
    let temporary: String
    let existing: Existing
    let health: StoreHealth

    /// A file to be written.
    init(path: String, temporary: String, existing: Existing = .refuse, health: StoreHealth) {
        self.path = path
        self.temporary = temporary
        self.existing = existing
        self.health = health
    }

    /// Writes the file by `body`, which gets an empty file open for reading and writing. Durable when this
    /// returns; after a failure there is no file under its name that was not there before. Blocks.
    ///
    /// - Throws: `readOnlyAfterFault`, `diskFull`, `diskFailed` (also where a file is in the way), what `body` throws.
    func write<Value>(_ body: (Int32) throws -> Value) throws -> Value {
        try health.requireWritable()
        let file = try Files.createNew(temporary)
        do {
            let value = try body(file.number)
            try FileSync.file(file.number, health: health)
            try takePlace()
            try FileSync.folder(folder, health: health)
            return value
        } catch {
            // The failure at hand matters more than one of cleaning up, and a sweep takes what stays.
            _ = try? Files.remove(temporary)
            throw error
        }
    }

    private func takePlace() throws {
        guard existing == .refuse else { return try Files.replace(path, with: temporary) }
        var placing = try Files.place(temporary, at: path)
        if placing == .folderMissing {
            if try Files.makeFolder(folder) { try FileSync.folder(Self.folder(of: folder), health: health) }
            placing = try Files.place(temporary, at: path)
        }
        guard placing == .placed else {
            throw VaultFailure(.diskFailed, ["path": path, "reason": "a file is in the way"])
        }
    }

    private var folder: String { Self.folder(of: path) }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
