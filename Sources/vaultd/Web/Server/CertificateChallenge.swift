import Foundation

/// The answers by which an authority that issues certificates sees who holds this name (RFC 8555, 8.3). A program
/// such as certbot writes them into a folder; the plain HTTP port shows them, and so needs not be given up to it.
struct CertificateChallenge: Sendable {
    private static let path = "/.well-known/acme-challenge/"
    /// More than a token and the digest of an account's key need.
    private static let largest = 4096

    /// The folder that the program is told as the root of the site; empty: nothing is answered.
    let folder: String

    /// The file that a request asks for; nil where it asks for something else. A token has the letters of base64url
    /// alone, so that no path leads out of the folder.
    func file(target: String) -> String? {
        guard !folder.isEmpty, target.hasPrefix(Self.path) else { return nil }
        let token = target.dropFirst(Self.path.count)
        let isToken = token.unicodeScalars.allSatisfy { letter in
            letter.isASCII && letter.properties.isAlphabetic || ("0"..."9").contains(letter) || letter == "-"
                || letter == "_"
        }
        guard !token.isEmpty, token.count <= 128, isToken else { return nil }
        return folder + target
    }

    /// What stands in the file; nil where there is none, or nothing that a challenge can be. Blocks.
    static func read(_ file: String) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: largest + 1), data.count <= largest else { return nil }
        return Array(data)
    }
}
