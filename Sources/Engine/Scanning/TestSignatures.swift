import Foundation

/// A tiny signature database for trying vaultd out where no real one is installed. It protects from nothing.
public enum TestSignatures {
    /// The file by which such a database is recognised, and shown as one.
    public static let markerName = "vaultd-test.ndb"

    /// Writes signatures of the EICAR test file and of the files of the package clamav-testfiles into `folder`,
    /// which is made if it is missing. Does nothing where there are signature files already.
    ///
    /// - Returns: whether it wrote.
    /// - Throws: `diskFailed`; `signaturesUnreadable` if there is something that cannot be read.
    public static func write(to folder: String) throws -> Bool {
        do {
            _ = try SignatureFolder(path: folder)
            return false
        } catch let failure as VaultFailure where failure.code == .signaturesMissing {
            try writeFiles(to: folder)
            return true
        }
    }

    private static func writeFiles(to folder: String) throws {
        let files = [
            // Anywhere in a file of any kind, so that filler before it matters.
            markerName: "Vaultd.Test.EICAR:0:*:\(Hex.encode(EICAR.bytes))\n",
            // The program of 544 bytes that all the package's files contain.
            "vaultd-test.hdb": "aa15bcf478d165efd2065190eb473bcb:544:ClamAV-Test-File\n",
        ]
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
            }
        } catch {
            throw VaultFailure(.diskFailed, ["path": folder, "reason": "signatures could not be written"], cause: error)
        }
    }
}
