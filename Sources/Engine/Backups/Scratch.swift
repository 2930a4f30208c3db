/// Folders for work in progress, in the state folder: what lies there is nobody's to copy, and goes at each start.
enum Scratch {
    /// Makes an empty folder with the one above it. Blocks.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    static func make(_ folder: String) throws {
        if let slash = folder.lastIndex(of: "/") { try Files.makeFolder(String(folder[..<slash])) }
        try FileCopies.removeTree(folder)
        try Files.makeFolder(folder)
    }
}

extension Settings {
    /// The folder for work in progress.
    var scratchFolder: String { state + "/.scratch" }
}
