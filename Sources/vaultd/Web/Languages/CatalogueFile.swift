import Engine
import Yams

/// A language catalogue as it lies on the disk: a head about the language, then words in groups.
struct CatalogueFile {
    let name: String
    let head: [String: String]
    /// Entries by dotted key, `sign-in.title`.
    let entries: [String: CatalogueEntry]

    /// Reads YAML. Throws `settingsUnusable`, naming the file and the key or line.
    init(name: String, text: String) throws {
        self.name = name
        let root: Any?
        do {
            root = try Yams.load(yaml: text)
        } catch {
            throw ResourceFault.failure("languages/\(name): \(error)", cause: error)
        }
        guard let root = root as? [String: Any], let head = root["language"] as? [String: String],
            let words = root["words"] as? [String: Any]
        else {
            throw ResourceFault.failure("languages/\(name) needs the groups `language` and `words`")
        }
        self.head = head
        var entries: [String: CatalogueEntry] = [:]
        try Self.collect(words, under: "", file: name, into: &entries)
        self.entries = entries
    }

    /// A value of the head.
    func headValue(_ key: String) throws -> String {
        guard let value = head[key] else {
            throw ResourceFault.failure("languages/\(name): language.\(key) is missing")
        }
        return value
    }

    private static func collect(
        _ group: [String: Any], under prefix: String, file: String, into entries: inout [String: CatalogueEntry]
    ) throws {
        for (key, value) in group {
            let path = prefix + key
            switch value {
            case let text as String: entries[path] = .plain(text)
            case let names as [String]: entries[path] = .list(names)
            case let forms as [String: String] where forms["other"] != nil:
                entries[path] = .counted(try counted(forms, path: path, file: file))
            case let inner as [String: Any]: try collect(inner, under: path + ".", file: file, into: &entries)
            default: throw ResourceFault.failure("languages/\(file): \(path) is not text; put it in quotes")
            }
        }
    }

    private static func counted(
        _ forms: [String: String], path: String, file: String
    ) throws -> [PluralRule.Form: String] {
        var result: [PluralRule.Form: String] = [:]
        for (name, text) in forms {
            guard let form = PluralRule.Form(rawValue: name) else {
                throw ResourceFault.failure("languages/\(file): \(path).\(name) is not a plural form")
            }
            result[form] = text
        }
        return result
    }
}
