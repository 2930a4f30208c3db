/// `vaultctl --socket P status` means `vaultctl status --socket P`: the options in front of the verb go behind it,
/// where the verb's own parser knows them.
enum CommandLineOrder {
    private static let withValue: Set = ["--socket", "--timeout"]
    private static let kept: Set = ["--help", "-h", "--version"]

    /// The arguments in the order that the parser wants.
    static func normal(_ arguments: [String]) -> [String] {
        var front: [String] = []
        var index = 0
        while index < arguments.count, arguments[index].hasPrefix("-") {
            guard !kept.contains(arguments[index]) else { return arguments }
            let takesValue = withValue.contains(arguments[index])
            front.append(arguments[index])
            if takesValue, index + 1 < arguments.count { front.append(arguments[index + 1]) }
            index += takesValue ? 2 : 1
        }
        guard index < arguments.count else { return arguments }
        let rest = arguments[index...]
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + front + Array(rest[end...])
    }
}
