import Engine
import Foundation
import Glibc

/// Reading and writing the PEM files of certificates and keys. Blocks: small files, at start and reload only.
enum CertificateFile {
    /// More than any chain with its key needs.
    private static let largest = 1 << 20

    /// The text of a PEM file.
    ///
    /// Throws `VaultFailure(.certificateUnusable)` with the reason.
    static func read(_ path: String) throws -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw VaultFailure(.certificateUnusable, ["path": path, "reason": "it cannot be read"], cause: error)
        }
        guard data.count <= largest, let text = String(data: data, encoding: .utf8) else {
            throw VaultFailure(.certificateUnusable, ["path": path, "reason": "it is not a PEM file"])
        }
        return text
    }

    /// Whether there is a file at `path`.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes `text` with mode 0600 in the place of what was at `path`, wholly or not at all. Makes the folder, mode 0700, where it is missing.
    ///
    /// Throws `VaultFailure`: `.diskFull` or `.diskFailed`.
    static func replace(_ path: String, with text: String) throws {
        try WholeFile.replace(path, with: Array(text.utf8))
    }
}
