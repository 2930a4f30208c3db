/// The secret by which a browser is known again after its session: 256 random bits in a cookie of a year. It opens
/// nothing; it says that somebody has signed in here before.
struct DeviceToken: Sendable {
    private let token: SessionToken

    /// A new one.
    init() throws { token = try SessionToken() }

    /// One that a browser sent; nil for anything that cannot be one.
    init?(_ text: String?) {
        guard let text, let token = SessionToken(text) else { return nil }
        self.token = token
    }

    /// For the cookie.
    var text: String { token.text }

    /// What the catalog knows it by.
    func reference() throws -> DeviceReference { DeviceReference(digest: try token.reference().digest) }
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
