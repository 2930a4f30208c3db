import Testing

@testable import vaultctl

@Suite struct CommandLineOrderTests {
    @Test(arguments: [
        (["--socket", "/s", "status"], ["status", "--socket", "/s"]),
        (["--json", "--timeout", "3", "backup", "list"], ["backup", "list", "--json", "--timeout", "3"]),
        (["--socket=/s", "-v", "backup"], ["backup", "--socket=/s", "-v"]),
        (["--json", "structure", "add", "--", "-x"], ["structure", "add", "--json", "--", "-x"]),
        (["status", "--json"], ["status", "--json"]),
        (["--help"], ["--help"]), (["--version"], ["--version"]), (["--json"], ["--json"]), ([], []),
        (["--socket"], ["--socket"]),
    ])
    func `options in front of the verb count like those behind it`(given: [String], expected: [String]) {
        #expect(CommandLineOrder.normal(given) == expected)
    }
}
