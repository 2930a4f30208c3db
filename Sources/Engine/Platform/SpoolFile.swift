import Glibc

/// A file for another program to take from a folder: whole when its name appears.
enum SpoolFile {
    /// Puts it there, readable and removable by the folder's group. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`: also where there is no such folder, or a file of this name.
    static func place(_ bytes: [UInt8], named name: String, in folder: String) throws {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw VaultFailure(.diskFailed, ["path": folder, "reason": "there is no such folder"])
        }
        let temporary = "\(folder)/.\(name).LOCK"
        // Left behind by a stop; its message waits still.
        try Files.remove(temporary)
        // A failed fsync here says nothing about the disk of the store.
        let file = AtomicFile(path: "\(folder)/\(name)", temporary: temporary, health: StoreHealth())
        try file.write { descriptor in
            guard fchmod(descriptor, 0o660) == 0 else { throw DescriptorIO.failure(errno: errno, descriptor) }
            try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: 0) }
        }
    }
}
