import Foundation

/// The name of a snapshot: `2026-11-22T021500Z-9f3k`, the time in UTC and four random characters. Names sort by time
/// and hold nothing that would have to be escaped anywhere.
struct SnapshotID: Hashable, Sendable, CustomStringConvertible {
    let text: String

    /// A fresh name.
    init(at moment: Moment) {
        let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz")
        let tail = String((0..<4).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
        text = "\(moment.iso8601.replacing(":", with: ""))-\(tail)"
    }

    /// A name read from a folder or a request; nil for anything that `init(at:)` would not make.
    init?(_ text: String) {
        guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6}Z-[2-9a-z]{4}/) != nil else { return nil }
        self.text = text
    }

    var description: String { text }

    /// What its sealed file is bound to.
    func identity(of file: SnapshotFile) throws -> SealedFileIdentity {
        let document = try Digest.sha256(Array("vaultd/snapshot/1/\(text)/\(file.rawValue)".utf8))
        let owner = try Digest.sha256(Array("vaultd/snapshot/1/\(text)".utf8))
        return SealedFileIdentity(document: Array(document.prefix(16)), owner: Array(owner.prefix(16)))
    }

    /// What its key's wrap is bound to.
    var keyContext: [UInt8] { Array(text.utf8) }
}

/// The sealed files of a snapshot.
enum SnapshotFile: String, CaseIterable, Sendable {
    case catalog = "catalog.sealed"
    case settings = "settings.sealed"
}
