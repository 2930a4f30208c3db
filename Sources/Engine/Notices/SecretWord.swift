/// A password or token of the operator's in a file of its own: its first line.
enum SecretWord {
    /// - Returns: nil where the file cannot be read or its first line is empty.
    static func read(_ path: String) -> String? {
        guard let content = try? SecretFile.read(path, limit: 8192) else { return nil }
        let text = content.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        let line = String(text.prefix { !$0.isNewline })
        return line.isEmpty ? nil : line
    }
}
