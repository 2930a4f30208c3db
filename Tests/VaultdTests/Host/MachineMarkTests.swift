import Foundation
import Testing

@testable import vaultd

struct MachineMarkTests {
    @Test func `a store knows the machine that it was made on, and another one`() async throws {
        try await TestServer.withFolder { folder in
            let identity = folder + "/machine-id"
            try Self.write("0123456789abcdef0123456789abcdef", to: identity)
            let mark = MachineMark(state: folder, identity: identity)
            #expect(try !mark.isElsewhere())
            #expect(try !mark.isElsewhere())
            try Self.write("fedcba9876543210fedcba9876543210", to: identity)
            #expect(try mark.isElsewhere())
            #expect(try mark.isElsewhere(), "it must not forget by being asked")
        }
    }

    @Test func `the machine's own id does not stand in the state folder`() async throws {
        try await TestServer.withFolder { folder in
            let identity = folder + "/machine-id"
            try Self.write("0123456789abcdef0123456789abcdef", to: identity)
            _ = try MachineMark(state: folder, identity: identity).isElsewhere()
            #expect(try !String(contentsOfFile: folder + "/machine", encoding: .utf8).contains("0123456789abcdef"))
        }
    }

    @Test func `a machine without an id is told nothing`() async throws {
        try await TestServer.withFolder { folder in
            let isElsewhere = try MachineMark(state: folder, identity: folder + "/none").isElsewhere()
            #expect(!isElsewhere)
            #expect(!CertificateFile.exists(folder + "/machine"))
        }
    }

    private static func write(_ id: String, to path: String) throws {
        try (id + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
}
