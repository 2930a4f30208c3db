import ControlAPI
import Foundation
import TestSupport
import Testing

@testable import vaultctl

/// Where a restore as root makes the state folder before it gives its rights up.
struct RestorePlacesTests {
    /// A program in the place of vaultd's that says `text` and ends with `code`.
    /// Written by another program: while this one holds a file open for writing, a child that another test starts at
    /// that moment holds it too, and the kernel runs no file that anybody writes (execve(2), ETXTBSY).
    private func program(saying text: String, code: Int = 0) async throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/vaultd-\(UUID().uuidString)"
        let script = "#!/bin/sh\necho '\(text)'\nexit \(code)\n"
        let made = try await ToolRun.run("/usr/bin/install", ["-m", "700", "/dev/stdin", path], input: script)
        try #require(made.exit == 0, "\(made.errors)")
        return path
    }

    @Test func `it is the folder of the settings`() async throws {
        let program = try await program(saying: "state /srv/vaultd")
        defer { try? FileManager.default.removeItem(atPath: program) }
        #expect(try RestoreCommand.places("/etc/vaultd/vaultd.yaml", program: program).state == "/srv/vaultd")
    }

    @Test func `settings that cannot be used end it before anything is made`() async throws {
        let program = try await program(saying: "vaultd: line 3: no such key", code: 78)
        defer { try? FileManager.default.removeItem(atPath: program) }
        let failure = #expect(throws: ToolFailure.self) { try RestoreCommand.places("/x", program: program) }
        #expect(failure?.exit == .misconfigured && failure?.report.message == "line 3: no such key")
    }
}
