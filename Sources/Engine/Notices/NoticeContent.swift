import Foundation

/// What of a message is sealed beside its recipient.
struct NoticeContent: Codable {
    let values: [NoticeValue: String]

    init(values: [NoticeValue: String]) { self.values = values }

    /// The bytes to be sealed.
    func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// What was sealed.
    ///
    /// - Throws: `catalogDamaged`.
    init(decoding bytes: [UInt8]) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch {
            throw VaultFailure(.catalogDamaged, ["reason": "a message cannot be read"])
        }
    }
}
