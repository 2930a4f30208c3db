extension DeviceToken {
    /// What the catalog knows it by.
    func reference() throws -> DeviceReference { DeviceReference(digest: try digest()) }
}

/// Names a browser without being able to stand for it: the digest of its token.
public struct DeviceReference: Sendable, Hashable {
    let digest: [UInt8]

    /// 64 hexadecimal digits, for the forms of the device's own account.
    public var text: String { Hex.encode(digest) }

    init(digest: [UInt8]) { self.digest = digest }

    /// One from a form; nil for anything that cannot be one.
    public init?(_ text: String) {
        guard let digest = Hex.decode(text), digest.count == Digest.size else { return nil }
        self.digest = digest
    }
}
