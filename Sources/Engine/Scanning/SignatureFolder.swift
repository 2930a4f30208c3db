import Foundation

/// One signature file as it lies in the folder.
public struct SignatureFile: Sendable, Equatable {
    /// Its name, such as `daily.cvd`.
    public let name: String
    /// Its size in bytes.
    public let size: Int
    /// When it was last written.
    public let modifiedAt: Moment
    /// The version in its header, for official files.
    public let version: Int?
    /// The build time in its header, for official files.
    public let builtAt: Moment?
    /// The number of signatures in its header, for official files.
    public let signatureCount: Int?
}

/// The signature folder at one moment: what would be loaded.
struct SignatureFolder: Sendable, Equatable {
    let path: String
    let files: [SignatureFile]

    /// Looks at the folder.
    ///
    /// - Throws: `signaturesMissing` where there is none; `signaturesUnreadable` for a file that cannot be opened:
    ///   libclamav would skip it without a word, and an unreadable `daily.cvd` is most of the protection.
    init(path: String) throws {
        self.path = path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        self.files = try names.filter(Self.isSignatureFile).sorted().map { try Self.file($0, in: path) }
        guard !files.isEmpty else { throw VaultFailure(.signaturesMissing, ["folder": path]) }
    }

    /// Whether freshclam is at work there. A folder that a crashed freshclam left an hour ago does not count.
    static func isBeingUpdated(_ path: String, now: Moment) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.contains { name in
            guard name.hasPrefix("tmp.") || name.hasSuffix(".tmp") else { return false }
            guard let modified = modification(of: "\(path)/\(name)") else { return false }
            return now.since(modified) < .hours(1)
        }
    }

    /// Whether the files are official ones, or only local ones.
    var hasOfficialFiles: Bool { files.contains { Self.isOfficial($0.name) && !$0.name.hasPrefix("bytecode.") } }

    /// Whether this is the small database that vaultd wrote for trying things out.
    var isTestDatabase: Bool { !hasOfficialFiles && files.contains { $0.name == TestSignatures.markerName } }

    /// The build time of the newest official file; where there are only local files, the newest modification.
    ///
    /// `bytecode` is left out: it is no substitute for a current `daily`.
    var builtAt: Moment? {
        let official = files.filter { Self.isOfficial($0.name) && !$0.name.hasPrefix("bytecode.") }
        return official.isEmpty ? files.map(\.modifiedAt).max() : official.compactMap(\.builtAt).max()
    }

    private static func isOfficial(_ name: String) -> Bool {
        ["main.", "daily.", "bytecode."].contains { name.hasPrefix($0) } && [".cvd", ".cld"].contains { name.hasSuffix($0) }
    }

    private static func isSignatureFile(_ name: String) -> Bool {
        guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
        return extensions.contains(String(name[name.index(after: dot)...]).lowercased())
    }

    private static func file(_ name: String, in folder: String) throws -> SignatureFile {
        let path = "\(folder)/\(name)"
        guard FileManager.default.isReadableFile(atPath: path), let modified = modification(of: path),
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        else { throw VaultFailure(.signaturesUnreadable, ["file": path]) }
        let header = isOfficial(name) ? ClamAVDatabaseHeader(path: path) : nil
        return SignatureFile(
            name: name, size: size, modifiedAt: modified, version: header?.version, builtAt: header?.builtAt,
            signatureCount: header?.signatureCount
        )
    }

    private static func modification(of path: String) -> Moment? {
        guard let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date else {
            return nil
        }
        return Moment(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }

    /// The names that `cl_load` takes from a folder (`CLI_DBEXT` of libclamav 1.4).
    private static let extensions: Set<String> = [
        "db", "hdb", "hdu", "fp", "mdb", "mdu", "hsb", "hsu", "sfp", "msb", "msu", "ndb", "ndu", "ldb", "ldu", "sdb",
        "zmd", "rmd", "pdb", "gdb", "wdb", "cbc", "ftm", "cfg", "cvd", "cld", "cud", "cdb", "cat", "crb", "idb", "ioc",
        "yar", "yara", "pwdb", "ign", "ign2", "imp",
    ]
}
