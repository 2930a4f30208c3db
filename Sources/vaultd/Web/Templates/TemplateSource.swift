import Engine
import Mustache

/// One template file. Words, asset paths and icons are put in when it is compiled, once per language, so that a
/// wrong name stops the start and a page costs nothing for them.
struct TemplateSource: Sendable {
    /// The file's name without `.mustache`.
    let name: String
    let text: String

    /// What tags may refer to.
    struct Surroundings {
        let language: Language
        let assets: Assets
        /// The names of all templates.
        let known: Set<String>
    }

    /// The template in a language. Throws `settingsUnusable` with name and line.
    func compile(in surroundings: Surroundings) throws -> MustacheTemplate {
        var lines: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            lines.append(try resolve(line, number: index + 1, in: surroundings))
        }
        do {
            return try MustacheTemplate(string: lines.joined(separator: "\n"))
        } catch let error as MustacheTemplate.ParserError {
            throw fault("\(error.error)", line: error.context.lineNumber)
        }
    }

    private func resolve(_ line: Substring, number: Int, in surroundings: Surroundings) throws -> String {
        var result = ""
        var rest = line
        while let open = rest.firstRange(of: "{{") {
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw fault("a tag does not end on its line", line: number)
            }
            let tag = rest[open.upperBound..<close.lowerBound]
            result += rest[..<open.lowerBound]
            result += try replacement(for: tag, line: number, in: surroundings)
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    private func replacement(for tag: Substring, line: Int, in surroundings: Surroundings) throws -> String {
        if tag.hasPrefix("{") || tag.hasPrefix("&") {
            throw fault("{{\(tag)}} would print without escaping", line: line)
        }
        if let first = tag.first, first == ">" || first == "<" {
            let partial = tag.dropFirst().trimmingPrefix(" ")
            guard surroundings.known.contains(String(partial)) else {
                throw fault("there is no template \(partial)", line: line)
            }
            return "{{\(tag)}}"
        }
        let (language, assets) = (surroundings.language, surroundings.assets)
        let parts = tag.split(separator: ".", maxSplits: 1)
        guard parts.count == 2 else { return "{{\(tag)}}" }
        switch (parts[0], parts[1]) {
        case ("words", let key):
            guard let word = language.fixedWord(String(key)) else {
                throw fault("the catalogue \(language.code) has no plain word \(key)", line: line)
            }
            return HTMLText.escape(word)
        case ("asset", let file):
            guard let path = assets.path(of: String(file)) else { throw fault("there is no asset \(file)", line: line) }
            return path
        case ("icon", let id):
            guard assets.icons.contains(String(id)), let path = assets.path(of: "icons.svg") else {
                throw fault("icons.svg has no symbol \(id)", line: line)
            }
            return "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"\(path)#\(id)\"/></svg>"
        case ("language", "code"): return language.code
        case ("language", "direction"): return language.direction.rawValue
        default: return "{{\(tag)}}"
        }
    }

    private func fault(_ reason: String, line: Int) -> VaultFailure {
        ResourceFault.failure("templates/\(name).mustache line \(line): \(reason)")
    }
}
