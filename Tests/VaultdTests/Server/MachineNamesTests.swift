import Testing

@testable import vaultd

struct MachineNamesTests {
    @Test func `the names of the settings come first and the loopback is always there`() {
        let names = MachineNames.ofThisMachine(configured: ["Safe.Example", "safe.example", "not a name", "192.0.2.7"])
        #expect(names.hosts.first == "safe.example")
        #expect(names.hosts.filter { $0 == "safe.example" }.count == 1)
        #expect(names.hosts.contains("localhost"))
        #expect(!names.hosts.contains("not a name"))
        #expect(!names.hosts.contains("192.0.2.7"))
        #expect(names.addresses.starts(with: [[127, 0, 0, 1]]))
    }

    @Test(arguments: [
        ("localhost", true), ("a-b.example", true), ("xn--t-bda.example", true), ("", false), ("-a.example", false),
        ("a-.example", false), ("a..b", false), ("été.example", false), ("a_b", false), ("127.0.0.1", false),
        ("::1", false), (String(repeating: "a", count: 64), false), ("*.example", false),
    ])
    func `a host name is one by RFC 1123`(name: String, expected: Bool) {
        #expect(MachineNames.isHostName(name) == expected)
    }
}
