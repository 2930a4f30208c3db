import Yams

/// One pass over a settings file, which collects every problem on its way.
struct SettingsReading {
    private(set) var settings = Settings()
    private(set) var problems: [SettingsProblem] = []
    private var lines: [String: Int] = [:]

    /// Reads the whole text.
    mutating func read(_ yaml: String) {
        do {
            guard let root = try Yams.compose(yaml: yaml), !root.isNothing else { return }
            guard let sections = root.mapping else { return report(root, "the file must hold `key: value` lines") }
            for (key, value) in sections { readTop(key, value) }
        } catch {
            problems.append(SettingsProblem(error, in: yaml))
        }
        guard problems.isEmpty else { return }
        problems += SettingsRules.conflicts(in: settings).map {
            SettingsProblem(line: lines[$0.key], reason: "\($0.key): \($0.reason)")
        }
    }

    private mutating func readTop(_ key: Node, _ value: Node) {
        let name = key.scalar?.string ?? ""
        if let setting = SettingsTable.setting(name) { return readSetting(setting, key, value) }
        guard SettingsTable.sections.contains(where: { $0.name == name }) else {
            let known = SettingsTable.sections.map(\.name) + SettingsTable.all.map(\.key)
            return report(key, "`\(name)` is not known" + suggestion(for: name, among: known))
        }
        guard !value.isNothing else { return }
        guard let entries = value.mapping else { return report(value, "`\(name)` is a section of `key: value` lines") }
        for (inner, value) in entries { readEntry(of: name, inner, value) }
    }

    private mutating func readEntry(of section: String, _ key: Node, _ value: Node) {
        let name = section + "." + (key.scalar?.string ?? "")
        guard let setting = SettingsTable.setting(name) else {
            return report(key, "`\(name)` is not known" + suggestion(for: name, among: SettingsTable.all.map(\.key)))
        }
        readSetting(setting, key, value)
    }

    private mutating func readSetting(_ setting: Setting, _ key: Node, _ value: Node) {
        lines[setting.key] = key.mark?.line
        do throws(SettingFlaw) {
            try setting.read(settingValue(value), &settings)
        } catch {
            report(key, "\(setting.key): \(error.reason)")
        }
    }

    private func settingValue(_ node: Node) throws(SettingFlaw) -> SettingValue {
        guard !node.isNothing else { throw SettingFlaw("it has no value; give one, or remove the line") }
        if let scalar = node.scalar { return .text(scalar.string) }
        let items = node.sequence?.map(\.scalar?.string)
        guard let items, !items.contains(nil) else { throw SettingFlaw("it takes plain values only") }
        return .list(items.compactMap(\.self))
    }

    private mutating func report(_ node: Node, _ reason: String) {
        problems.append(SettingsProblem(line: node.mark?.line, reason: reason))
    }

    /// The nearest known key: a slip of the fingers, or the right name in the wrong section.
    private func suggestion(for name: String, among known: [String]) -> String {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let elsewhere = SettingsTable.all.first { $0.name == last }?.key
        guard let near = EditDistance.nearest(to: name, among: known) ?? elsewhere else { return "" }
        return "; did you mean `\(near)`?"
    }
}

extension Node {
    /// No value behind the colon: `web:`.
    fileprivate var isNothing: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }
}

extension SettingsProblem {
    /// What the YAML parser complains of.
    fileprivate init(_ error: any Error, in yaml: String) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let line = lines.dropFirst(max(0, mark.line - 1)).first ?? ""
            let isTab = line.prefix { $0.isWhitespace }.contains("\t")
            self.init(
                line: mark.line, reason: isTab ? "the line begins with a tab; only blanks may" : "not YAML: \(problem)")
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            let name = duplicates.min() ?? ""
            self.init(line: Self.second(name, from: context.mark.line, in: yaml), reason: "`\(name)` is given twice")
        default:
            self.init(line: nil, reason: "not YAML: \(error)")
        }
    }

    /// The parser only knows where the section begins that has a key twice.
    private static func second(_ key: String, from line: Int, in yaml: String) -> Int {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        let found = lines.filter { $0.offset + 1 >= line && $0.element.trimmingPrefix { $0 == " " }.hasPrefix(key + ":") }
        return found.count > 1 ? found[1].offset + 1 : line
    }
}
