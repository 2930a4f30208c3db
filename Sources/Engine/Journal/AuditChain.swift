/// The arithmetic of the journal's chain. Each row's link is an HMAC under the journal key over the link before
/// it and all of the row, so whoever can write the file but lacks the key can neither edit, remove nor insert a
/// row unseen (AUD-06).
enum AuditChain {
    /// What the first row is chained to.
    static let genesis = [UInt8](repeating: 0, count: 32)

    /// The link of `row` after `previous`.
    static func link(of row: AuditRow, after previous: [UInt8], key: SecretBytes) throws -> [UInt8] {
        try Digest.hmacSHA256(key: key, [0x00] + previous + row.canonical)
    }

    /// The seal over one end of the chain, so that the tail cannot be cut off and the end moved back.
    static func seal(end name: String, sequence: Int64, link: [UInt8], key: SecretBytes) throws -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.add(name)
        bytes.add(sequence)
        bytes.add(link)
        return try Digest.hmacSHA256(key: key, [0x01] + bytes.bytes)
    }
}

/// A journal row as stored, without its link.
struct AuditRow: Sendable {
    let sequence: Int64
    let at: Int64
    let kind: String
    let result: String
    let actorKind: String
    let actor: [UInt8]?
    let owner: [UInt8]?
    let structure: [UInt8]?
    let item: [UInt8]?
    let details: [UInt8]?

    /// An encoding in which no two different rows look alike: every field has its length in front.
    var canonical: [UInt8] {
        var bytes = CanonicalBytes()
        bytes.add(sequence)
        bytes.add(at)
        bytes.add(kind)
        bytes.add(result)
        bytes.add(actorKind)
        for field in [actor, owner, structure, item, details] { bytes.add(optional: field) }
        return bytes.bytes
    }
}

extension CanonicalBytes {
    /// Adds a number of eight bytes, as a part.
    mutating func add(_ number: Int64) { add(withUnsafeBytes(of: number.bigEndian) { Array($0) }) }

    /// Adds a part that may be absent, told apart from one that is empty.
    mutating func add(optional part: [UInt8]?) {
        add(part == nil ? [0] : [1])
        add(part ?? [])
    }
}
