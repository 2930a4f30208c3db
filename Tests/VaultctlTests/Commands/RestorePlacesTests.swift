import ControlAPI
import Foundation
import Testing

@testable import vaultctl

/// Where a restore as root makes the state folder before it gives its rights up.
struct RestorePlacesTests {
    /// A program in the place of vaultd's that says `text` and ends with `code`.
    private func program(saying text: String, code: Int = 0) throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/vaultd-\(UUID().uuidString)"
        try "#!/bin/sh\necho '\(text)'\nexit \(code)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
    }

    @Test func `it is the folder of the settings`() throws {
        let program = try program(saying: "state /srv/vaultd")
        defer { try? FileManager.default.removeItem(atPath: program) }
        #expect(try RestoreCommand.places("/etc/vaultd/vaultd.yaml", program: program).state == "/srv/vaultd")
    }

    @Test func `settings that cannot be used end it before anything is made`() throws {
        let program = try program(saying: "vaultd: line 3: no such key", code: 78)
        defer { try? FileManager.default.removeItem(atPath: program) }
        let failure = #expect(throws: ToolFailure.self) { try RestoreCommand.places("/x", program: program) }
        #expect(failure?.exit == .misconfigured && failure?.report.message == "line 3: no such key")
    }
}
