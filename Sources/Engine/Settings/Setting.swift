/// One line of `SettingsTable`: everything that is known about a setting, in one place.
public struct Setting: Sendable {
    /// Its name in the file: `web.port`, or `state` for one that lies in no section.
    public let key: String
    /// What it decides, one English sentence without the full stop.
    public let sentence: String
    /// What may be written, in words: `a port, 0 to 65535`.
    public let form: String
    /// When a change takes effect.
    public let change: Change

    let read: @Sendable (SettingValue, inout Settings) throws(SettingFlaw) -> Void
    let write: @Sendable (Settings) -> String
    let isEqual: @Sendable (Settings, Settings) -> Bool
    let copy: @Sendable (Settings, inout Settings) -> Void

    /// When a changed value takes effect.
    public enum Change: Sendable {
        /// At `vaultctl reload` or SIGHUP.
        case live
        /// At the next start only.
        case restart
    }

    /// The section it lies in; empty for none.
    public var section: String { key.contains(".") ? String(key.prefix { $0 != "." }) : "" }

    /// Its name within its section.
    public var name: String { key.split(separator: ".").last.map(String.init) ?? key }

    /// Whether both have the same value for it.
    public func isSame(in left: Settings, and right: Settings) -> Bool { isEqual(left, right) }

    /// Its value as it is written in the file.
    public func text(in settings: Settings) -> String { write(settings) }
}

/// What stands behind a key in the file.
enum SettingValue: Sendable {
    case text(String)
    case list([String])

    /// The text, for settings that are no lists.
    func single() throws(SettingFlaw) -> String {
        switch self {
        case .text(let text): return text
        case .list(let items) where items.count == 1: return items[0]
        case .list: throw SettingFlaw("it takes one value, not a list")
        }
    }
}

/// Why a value cannot be used, as the second half of a sentence.
struct SettingFlaw: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
