/// One thing that is wrong with a settings file.
public struct SettingsProblem: Sendable, Equatable {
    /// The line, from 1; nil where the trouble lies in no single line.
    public let line: Int?
    /// What is wrong, in one English sentence without the full stop.
    public let reason: String

    /// `FILE:LINE: REASON`, as compilers write it.
    public func text(file: String) -> String { file + (line.map { ":\($0)" } ?? "") + ": " + reason }
}
