/// What sort of browser somebody uses, so that they recognise it in a list: no version, nothing that would tell two
/// machines of one sort apart.
public struct BrowserKind: Sendable, Equatable {
    /// The program.
    public enum Program: String, Sendable, CaseIterable {
        case firefox, chrome, safari, edge, samsung, opera, other
    }

    /// What it runs on.
    public enum System: String, Sendable, CaseIterable {
        case android, iphone, windows, mac, linux, other
    }

    public let program: Program
    public let system: System

    /// A kind.
    public init(program: Program, system: System) {
        self.program = program
        self.system = system
    }

    /// One as it is stored; what this version does not know is `other`.
    init(stored text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        program = parts.first.flatMap(Program.init) ?? .other
        system = parts.count > 1 ? System(rawValue: parts[1]) ?? .other : .other
    }

    /// For the catalog.
    var stored: String { "\(program.rawValue)/\(system.rawValue)" }
}
