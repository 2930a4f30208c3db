/// How the last check of a snapshot ended, in a line of text beside its manifest: `whole 1795313700000` or
/// `damaged 1795313700000 3`. It helps the retention not to count a damaged snapshot; it proves nothing.
struct SnapshotCheck: Sendable, Equatable {
    let at: Moment
    /// How many of its files are not what they were.
    let problems: Int

    var text: String {
        problems == 0 ? "whole \(at.milliseconds)\n" : "damaged \(at.milliseconds) \(problems)\n"
    }

    init(at: Moment, problems: Int) {
        self.at = at
        self.problems = problems
    }

    /// Reads the line; nil for anything else.
    init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, let at = Int64(words[1]) else { return nil }
        self.at = Moment(milliseconds: at)
        switch (words[0], words.count) {
        case ("whole", 2): problems = 0
        case ("damaged", 3): problems = max(1, Int(words[2]) ?? 1)
        default: return nil
        }
    }
}

extension SnapshotFolder {
    /// The last check of a snapshot; nil where there is no readable record of one. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func check(of id: SnapshotID) throws -> SnapshotCheck? {
        var bytes: [UInt8] = []
        let facts = try FileCopies.read("\(path(of: id))/\(Self.checkedFileName)") { piece, _ in bytes += piece }
        guard facts != nil else { return nil }
        return SnapshotCheck(String(decoding: bytes, as: UTF8.self))
    }

    /// Keeps how a check ended. Blocks.
    ///
    /// - Throws: `readOnlyAfterFault`, `diskFull`, `diskFailed`.
    func record(_ check: SnapshotCheck, of id: SnapshotID) throws {
        let temporary = "\(path)/\(Self.temporaryPrefix)checked-\(id.text)"
        let file = AtomicFile(
            path: "\(path(of: id))/\(Self.checkedFileName)", temporary: temporary, existing: .replace, health: health)
        try Files.remove(temporary)
        try file.write { descriptor in
            try Array(check.text.utf8).withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, at: 0) }
        }
    }
}
