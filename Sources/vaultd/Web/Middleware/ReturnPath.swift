/// Where to go after signing in or choosing a language: a path of this site, and nothing else.
enum ReturnPath {
    /// `text` if it is a path of this site that shows something; nil for anything that could lead elsewhere.
    static func checked(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 512,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return text
    }

    /// The query that brings `path` through the sign-in page; empty for the start page.
    static func query(for path: String?) -> String {
        guard let path = checked(path), path != "/", path != "/documents", !path.hasPrefix("/sign") else { return "" }
        return "?return-to=" + QueryText.encoded(path)
    }
}
