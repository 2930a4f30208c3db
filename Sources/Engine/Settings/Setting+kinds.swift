import Foundation

/// The kinds of settings: each reads, bounds and writes its own sort of value.
extension Setting {
    typealias Path<Value> = any WritableKeyPath<Settings, Value> & Sendable

    /// Any setting whose value has a text form.
    private static func make<Value: Equatable & Sendable>(
        _ key: String, _ path: Path<Value>, _ change: Change, _ words: (form: String, sentence: String),
        read: @escaping @Sendable (SettingValue) throws(SettingFlaw) -> Value,
        write: @escaping @Sendable (Value) -> String
    ) -> Setting {
        Setting(
            key: key, sentence: words.sentence, form: words.form, change: change,
            read: { value, settings throws(SettingFlaw) in settings[keyPath: path] = try read(value) },
            write: { write($0[keyPath: path]) },
            isEqual: { $0[keyPath: path] == $1[keyPath: path] },
            copy: { $1[keyPath: path] = $0[keyPath: path] }
        )
    }

    /// A whole number within bounds.
    static func number(
        _ key: String, _ path: Path<Int>, _ bounds: ClosedRange<Int>, _ change: Change, _ sentence: String
    ) -> Setting {
        let form = "a number, \(bounds.lowerBound) to \(bounds.upperBound)"
        return make(key, path, change, (form, sentence)) { value throws(SettingFlaw) in
            let text = try value.single()
            guard let number = Int(text) else { throw SettingFlaw("`\(text)` is not a whole number") }
            guard bounds.contains(number) else { throw SettingFlaw("\(number) is out of bounds: it must be \(form)") }
            return number
        } write: {
            "\($0)"
        }
    }

    /// A number of bytes within bounds.
    static func size(
        _ key: String, _ path: Path<Int>, _ bounds: ClosedRange<Int>, _ change: Change, _ sentence: String
    ) -> Setting {
        let form = "a size, \(SizeText.text(bounds.lowerBound)) to \(SizeText.text(bounds.upperBound))"
        return make(key, path, change, (form, sentence)) { value throws(SettingFlaw) in
            let text = try value.single()
            let bytes = try SizeText.bytes(text)
            guard bounds.contains(bytes) else { throw SettingFlaw("\(text) is out of bounds: it must be \(form)") }
            return bytes
        } write: {
            SizeText.text($0)
        }
    }

    /// A span of time within bounds.
    static func duration(
        _ key: String, _ path: Path<Duration>, _ bounds: ClosedRange<Duration>, _ change: Change, _ sentence: String
    ) -> Setting {
        let form = "a duration, \(DurationText.text(bounds.lowerBound)) to \(DurationText.text(bounds.upperBound))"
        return make(key, path, change, (form, sentence)) { value throws(SettingFlaw) in
            let text = try value.single()
            let duration = try DurationText.duration(text)
            guard bounds.contains(duration) else { throw SettingFlaw("\(text) is out of bounds: it must be \(form)") }
            return duration
        } write: {
            DurationText.text($0)
        }
    }

    /// Yes or no.
    static func flag(_ key: String, _ path: Path<Bool>, _ change: Change, _ sentence: String) -> Setting {
        make(key, path, change, ("true or false", sentence)) { value throws(SettingFlaw) in
            switch try value.single() {
            case "true", "yes": return true
            case "false", "no": return false
            case let text: throw SettingFlaw("`\(text)` is neither true nor false")
            }
        } write: {
            "\($0)"
        }
    }

    /// One of a few words.
    static func choice(
        _ key: String, _ path: Path<String>, _ words: [String], _ change: Change, _ sentence: String
    ) -> Setting {
        make(key, path, change, ("one of " + words.joined(separator: ", "), sentence)) { value throws(SettingFlaw) in
            let text = try value.single()
            guard words.contains(text) else {
                throw SettingFlaw("`\(text)` is none of " + words.joined(separator: ", "))
            }
            return text
        } write: {
            $0
        }
    }

    /// Text that must pass a check.
    static func text(
        _ key: String, _ path: Path<String>, _ rule: TextRule, _ change: Change, _ sentence: String
    ) -> Setting {
        make(key, path, change, (rule.form, sentence)) { value throws(SettingFlaw) in
            let text = try value.single()
            if let flaw = rule.flaw(in: text) { throw SettingFlaw(flaw) }
            return text
        } write: {
            YAMLText.quoted($0)
        }
    }

    /// Several texts, each of which must pass a check.
    static func texts(
        _ key: String, _ path: Path<[String]>, _ rule: TextRule, _ change: Change, _ sentence: String
    ) -> Setting {
        make(key, path, change, ("a list of: " + rule.form, sentence)) { value throws(SettingFlaw) in
            let items: [String]
            switch value {
            case .text(let text): items = [text]
            case .list(let list): items = list
            }
            for item in items { if let flaw = rule.flaw(in: item) { throw SettingFlaw(flaw) } }
            return items
        } write: {
            "[" + $0.map(YAMLText.quoted).joined(separator: ", ") + "]"
        }
    }

    /// A time of day.
    static func time(_ key: String, _ path: Path<TimeOfDay>, _ change: Change, _ sentence: String) -> Setting {
        make(key, path, change, ("a time of day, HH:MM", sentence)) { value throws(SettingFlaw) in
            let text = try value.single()
            guard let time = TimeOfDay(text) else {
                throw SettingFlaw("`\(text)` is not a time of day such as \"02:15\"")
            }
            return time
        } write: { time in
            // In quotes, since YAML 1.1 takes 02:15 for a number of base 60.
            "\"" + [time.hour, time.minute].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":") + "\""
        }
    }
}
