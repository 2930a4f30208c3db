/// Loading and saving. All of it blocks.
extension KeyFile {
    /// The key file at `path`.
    ///
    /// - Throws: `keyFileMissing`; `keyFileTooOpen` when group or others have any right to it; `keyFileInState`;
    ///   `keyFileUnreadable` with the line and the reason.
    public static func load(path: String, placement: KeyFilePlacement) throws -> KeyFile {
        try placement.check(path)
        let content = try read(path)
        guard content.mode & 0o077 == 0 else {
            throw VaultFailure(.keyFileTooOpen, ["path": path, "mode": String(content.mode, radix: 8)])
        }
        do {
            return try content.bytes.withUnsafeBytes { try KeyFile(parsing: $0) }
        } catch let flaw as KeyFileFlaw {
            throw VaultFailure(.keyFileUnreadable, ["path": path, "reason": flaw.reason])
        }
    }

    /// A new key file with term 1, mode 0400, in a folder that exists.
    ///
    /// - Throws: `keyFileExists`: never over an existing file; `keyFileInState`; `keyFileWriteFailed`; `diskFull`.
    public static func create(path: String, placement: KeyFilePlacement, now: Moment) throws -> KeyFile {
        try placement.check(path)
        let file = KeyFile(entries: [try .fresh(term: 1, now: now)])
        try writing(path) { try SecretFile.create(path, file.text()) }
        try file.verify(path)
        return file
    }

    /// Puts this file in the place of the one at `path`, wholly or not at all, and reads it back.
    ///
    /// - Throws: `keyFileWriteFailed`; `diskFull`.
    public func save(to path: String) throws {
        try Self.writing(path) { try SecretFile.replace(path, text()) }
        try verify(path)
    }

    private func verify(_ path: String) throws {
        let written = try Self.load(path: path, placement: .anywhere)
        let same = written.terms == terms && zip(written.entries, entries).allSatisfy { $0.key.isEqual(to: $1.key) }
        guard same else {
            throw VaultFailure(.keyFileWriteFailed, ["path": path, "reason": "it reads back differently"])
        }
    }

    private static func read(_ path: String) throws -> SecretFile.Content {
        do {
            return try SecretFile.read(path, limit: maximumSize)
        } catch let trouble as SecretFile.Trouble {
            let reason: String
            switch trouble {
            case .missing: throw VaultFailure(.keyFileMissing, ["path": path])
            case .notAFile, .exists: reason = "it is not a plain file"
            case .tooLarge: reason = KeyFileFlaw.Kind.tooLarge.rawValue
            case .system(let text): reason = text
            }
            throw VaultFailure(.keyFileUnreadable, ["path": path, "reason": reason])
        }
    }

    private static func writing(_ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let trouble as SecretFile.Trouble {
            let reason: String
            switch trouble {
            case .exists: throw VaultFailure(.keyFileExists, ["path": path])
            case .missing: reason = "its folder does not exist"
            case .notAFile, .tooLarge: reason = "it is not a plain file"
            case .system(let text): reason = text
            }
            throw VaultFailure(.keyFileWriteFailed, ["path": path, "reason": reason])
        }
    }
}
