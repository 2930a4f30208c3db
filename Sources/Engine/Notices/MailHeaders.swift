import Foundation

/// The header lines of an e-mail (RFC 5322, 2047, 3834). libcurl adds those of MIME.
struct MailHeaders {
    let lines: [String]

    init(_ message: RenderedNotice, sender: String) {
        let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        lines = [
            "Date: \(Self.date(message.writtenAt))",
            "From: \(Self.words(message.senderName)) <\(sender)>",
            "To: <\(message.recipient)>",
            "Subject: \(Self.words(message.text.subject))",
            // The same at each try, so that a reader's program can tell a repeated message.
            "Message-ID: <\(message.id.text)@\(domain)>",
            "Auto-Submitted: auto-generated",
        ]
    }

    /// Encoded words, each of 75 characters at most, of whole characters. Whatever stands in the text, no line can
    /// begin in it.
    static func words(_ text: String) -> String {
        var words: [String] = []
        var piece: [UInt8] = []
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            let bytes = isControl ? [UInt8(ascii: " ")] : Array(String(scalar).utf8)
            if piece.count + bytes.count > 45 {
                words.append(Self.word(piece))
                piece = []
            }
            piece += bytes
        }
        return (words + [Self.word(piece)]).joined(separator: " ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Data(bytes).base64EncodedString())?=" }

    /// `Mon, 23 Nov 2026 02:23:00 +0000`.
    static func date(_ moment: Moment) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: moment.date)
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = [parts.hour, parts.minute, parts.second].map { twoDigits($0 ?? 0) }.joined(separator: ":")
        let day = "\(parts.day ?? 1) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 1970)"
        return "\(weekdays[(parts.weekday ?? 1) - 1]), \(day) \(time) +0000"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
