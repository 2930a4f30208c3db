import Glibc

/// Finds out who listens on a TCP port, as root.
enum PortHolder {
    /// The name and number of a program, `nginx (812)`; nil where nobody listens or it cannot be seen.
    static func name(ofPort port: Int) -> String? {
        let inodes = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners(in: lines(of: $0), port: port) })
        guard !inodes.isEmpty else { return nil }
        let targets = Set(inodes.map { "socket:[\($0)]" })
        for process in FileFacts.names(in: "/proc") where process.allSatisfy(\.isNumber) {
            let folder = "/proc/\(process)/fd"
            let holds = FileFacts.names(in: folder).contains { link("\(folder)/\($0)").map(targets.contains) ?? false }
            guard holds else { continue }
            return "\(lines(of: "/proc/\(process)/comm").first ?? "?") (\(process))"
        }
        return "a program that cannot be seen"
    }

    /// The inodes of listening sockets in a table of the kernel; see proc(5).
    static func listeners(in table: [String], port: Int) -> [String] {
        let hexadecimal = String(port, radix: 16, uppercase: true)
        let ending = ":" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
        return table.compactMap { line in
            let columns = line.split(separator: " ")
            guard columns.count > 9, columns[1].hasSuffix(ending), columns[3] == "0A" else { return nil }
            return String(columns[9])
        }
    }

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    private static func lines(of path: String) -> [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var lines: [String] = []
        var line: UnsafeMutablePointer<CChar>?
        var size = 0
        defer { free(line) }
        while getline(&line, &size, file) > 0 {
            guard let line else { break }
            lines.append(String(String(cString: line).prefix { $0 != "\n" }))
        }
        return lines
    }
}
