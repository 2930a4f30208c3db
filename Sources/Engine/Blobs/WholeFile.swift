/// Small files outside the store that must never be half-written.
public enum WholeFile {
    /// Puts `bytes` with mode 0600 in the place of what is at `path`, wholly or not at all, durable when this returns.
    /// Makes the folder, mode 0700, where it is missing. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    public static func replace(_ path: String, with bytes: [UInt8]) throws {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try Files.makeFolder(String(path[..<slash])) }
        let temporary = path + ".new"
        // What a stop left behind.
        try Files.remove(temporary)
        let file = AtomicFile(path: path, temporary: temporary, existing: .replace, health: StoreHealth())
        try file.write { descriptor in
            try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: 0) }
        }
    }
}
