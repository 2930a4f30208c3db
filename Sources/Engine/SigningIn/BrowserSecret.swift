/// 256 random bits that one browser keeps in a cookie for one purpose. The catalog has only their digest, so that nobody
/// who reads the catalog can use them.
///
/// The purpose is in the type: what takes a session's token cannot be handed the secret of a second step or of a reset
/// (security.md 2.3).
struct BrowserSecret<Purpose>: Sendable {
    static var size: Int { 32 }
    private let bytes: [UInt8]

    /// A new one.
    init() throws { bytes = try SecretBytes.random(count: Self.size).withUnsafeBytes { Array($0) } }

    /// One that a browser sent; nil for anything that cannot be one.
    init?(_ text: String?) {
        guard let text, text.utf8.count == 2 * Self.size, let bytes = Hex.decode(text) else { return nil }
        self.bytes = bytes
    }

    /// 64 hexadecimal digits, for the cookie.
    var text: String { Hex.encode(bytes) }

    /// What the catalog knows it by.
    func digest() throws -> [UInt8] { try Digest.sha256(bytes) }

    /// The same bits as the key of what is derived from them.
    func key() throws -> SecretBytes { try bytes.withUnsafeBytes { try SecretBytes(copying: $0) } }
}

/// Marks secrets of sessions.
enum SessionPurpose {}
/// Marks secrets of the second step of a sign-in.
enum HalfSessionPurpose {}
/// Marks secrets of the browser in which a reset was begun: nowhere else does the link or code work.
enum ResetPurpose {}
/// Marks secrets by which a browser is known again after its session, in a cookie of a year. They open nothing; they say
/// that somebody has signed in here before.
enum DevicePurpose {}

typealias SessionToken = BrowserSecret<SessionPurpose>
typealias HalfSessionToken = BrowserSecret<HalfSessionPurpose>
typealias ResetToken = BrowserSecret<ResetPurpose>
typealias DeviceToken = BrowserSecret<DevicePurpose>
