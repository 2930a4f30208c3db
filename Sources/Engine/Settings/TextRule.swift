import Foundation

/// What a textual setting may hold.
enum TextRule: Sendable {
    /// A path from the root.
    case path
    /// The same, or nothing.
    case optionalPath
    /// An IP address.
    case address
    /// A host name.
    case hostName
    /// A host name or an IP address, or nothing.
    case optionalHostName
    /// An e-mail address.
    case mailAddress
    /// The same, or nothing.
    case optionalMailAddress
    /// Words, or nothing.
    case optionalWords(limit: Int)
    /// Words for a page.
    case words(limit: Int)
    /// A language code.
    case language
    /// The name of a group of the system, or nothing.
    case optionalGroup
    /// A zone of the IANA database.
    case zone

    /// The rule in words.
    var form: String {
        switch self {
        case .path: "a path from the root"
        case .optionalPath: "a path from the root, or nothing"
        case .address: "an IP address"
        case .hostName: "a host name"
        case .optionalHostName: "a host name or an IP address, or nothing"
        case .mailAddress: "an e-mail address"
        case .optionalMailAddress: "an e-mail address, or nothing"
        case .optionalWords(let limit): "up to \(limit) characters"
        case .words(let limit): "1 to \(limit) characters"
        case .language: "a language code of two or three letters"
        case .optionalGroup: "the name of a group, or nothing"
        case .zone: "a time zone such as Europe/Paris"
        }
    }

    /// What is wrong with `text`; nil when it is fine.
    func flaw(in text: String) -> String? {
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "it holds control characters"
        }
        switch self {
        case .path: return text.hasPrefix("/") ? nil : "`\(text)` is not a path from the root"
        case .optionalPath: return text.isEmpty ? nil : TextRule.path.flaw(in: text)
        case .address: return Self.isAddress(text) ? nil : "`\(text)` is not an IP address"
        case .hostName: return Self.isHostName(text) ? nil : "`\(text)` is not a host name"
        case .optionalHostName:
            return text.isEmpty || Self.isAddress(text) || Self.isHostName(text) ? nil : "`\(text)` is not \(form)"
        case .mailAddress:
            return Recipient.isUsable(text, by: .email) ? nil : "`\(text)` is not \(form)"
        case .optionalMailAddress: return text.isEmpty ? nil : TextRule.mailAddress.flaw(in: text)
        case .optionalWords(let limit): return text.count <= limit ? nil : "it must have \(form)"
        case .words(let limit): return (1...limit).contains(text.count) ? nil : "it must have \(form)"
        case .language:
            let fits = (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) }
            return fits ? nil : "`\(text)` is not \(form)"
        case .optionalGroup: return text.isEmpty || Self.isGroupName(text) ? nil : "`\(text)` is not \(form)"
        case .zone: return TimeZone(identifier: text) == nil ? "`\(text)` is not \(form)" : nil
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1
    }

    /// RFC 1123 2.1.
    private static func isHostName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy(isLetterOrDigitOrDash)
            }
    }

    private static func isGroupName(_ text: String) -> Bool {
        text.utf8.count <= 32 && text.first != "-" && text.utf8.allSatisfy { isLetterOrDigitOrDash($0) || $0 == 0x5F }
    }

    private static func isLetterOrDigitOrDash(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
