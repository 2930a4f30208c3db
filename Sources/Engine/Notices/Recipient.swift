/// Where a message goes: an address or a number in which nothing can hide that a protocol would take for a command.
struct Recipient: Sendable, Equatable {
    let text: String

    /// - Throws: `fieldUnusable`, without the text.
    init(_ text: String, channel: Notice.Channel) throws {
        guard Self.isUsable(text, by: channel) else {
            throw VaultFailure(.fieldUnusable, ["field": channel.rawValue, "reason": "it is no recipient"])
        }
        self.text = text
    }

    /// Whether a message can go there.
    static func isUsable(_ text: String, by channel: Notice.Channel) -> Bool {
        switch channel {
        case .email: isAddress(text)
        case .sms: isNumber(text)
        }
    }

    /// One that is nobody's, for messages that are taken back: RFC 2606 2, and a number that ARCEP keeps for fiction.
    static func nobody(by channel: Notice.Channel) -> String {
        switch channel {
        case .email: "nobody@example.invalid"
        case .sms: "+33639980000"
        }
    }

    /// The form of RFC 5321 4.1.2 without quoted strings, address literals and comments; letters of any language
    /// (RFC 6531).
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return false }
        let domain = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let isDomain = domain.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.unicodeScalars.allSatisfy { isLetterOrDigit($0) || $0 == "-" }
        }
        return isDomain
            && parts[0].unicodeScalars.allSatisfy {
                isLetterOrDigit($0) || ".!#$%&'*+/=?^_`{|}~-".unicodeScalars.contains($0)
            }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// E.164 with its plus sign.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "+") && (8...15).contains(digits.count)
            && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
