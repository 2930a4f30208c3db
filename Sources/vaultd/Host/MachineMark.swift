import Crypto
import Engine
import Foundation

/// Tells a store that woke up on another machine: one that was copied with its disk shares its master keys with the
/// original, which nobody may have meant.
struct MachineMark: Sendable {
    /// The state folder.
    let state: String
    /// The file with this machine's id; see machine-id(5).
    var identity = "/etc/machine-id"

    private var path: String { state + "/machine" }

    /// Whether the store was made on another machine. The first machine that asks is the store's own. Where the machine
    /// has no id of its own nothing can be told.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func isElsewhere() throws -> Bool {
        guard let mark = Self.mark(of: identity) else { return false }
        guard CertificateFile.exists(path) else {
            try CertificateFile.replace(path, with: mark + "\n")
            return false
        }
        let known = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        return known != mark
    }

    /// The id itself is confidential by machine-id(5), and the state folder is copied about.
    private static func mark(of identity: String) -> String? {
        guard let id = try? String(contentsOfFile: identity, encoding: .utf8), id.count >= 32 else { return nil }
        return Hex.encode(Array(SHA256.hash(data: Data("vaultd machine \(id)".utf8))))
    }
}
