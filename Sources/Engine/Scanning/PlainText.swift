/// Tells text that people read from everything else that consists of letters.
enum PlainText {
    /// Whether `bytes` are text in UTF-8 or Latin-1 without control characters, and do not begin like a page, a
    /// picture or a script.
    static func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !bytes.contains(where: isControl) else { return false }
        return hasKnownEncoding(bytes) && !beginsActively(bytes)
    }

    /// All control characters but tab, line feed, form feed and return; NUL above all.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte == 0x7F || (byte < 0x20 && byte != 9 && byte != 10 && byte != 12 && byte != 13)
    }

    /// Latin-1 knows no mistakes, so letters beyond ASCII have to be the smaller part.
    private static func hasKnownEncoding(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let text = bytes.bindMemory(to: UInt8.self)
        if (try? UTF8Span(validating: text.span)) != nil { return true }
        return bytes.count { $0 >= 0x80 } * 3 <= bytes.count
    }

    private static func beginsActively(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let marks: Set<UInt8> = [0xEF, 0xBB, 0xBF, 9, 10, 12, 13, 32]
        let start = String(decoding: bytes.drop { marks.contains($0) }.prefix(4096), as: UTF8.self).lowercased()
        if ["#!", "%!ps", "{\\rtf", "mime-version:", "%pdf-", "@echo", "begin:v"].contains(where: start.hasPrefix) {
            return true
        }
        return start.hasPrefix("<") || tags.contains(where: start.contains) || start.contains("%pdf-")
    }

    /// Tags that make a browser that guesses take the text for a page (WHATWG MIME Sniffing 7.1).
    private static let tags = [
        "<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<object", "<embed", "<style", "<meta",
    ]
}
