import ControlAPI
import Foundation
import TestSupport
import Testing

/// Wrong command lines, and sockets that are none.
@Suite struct UsageTests {
    private final class Folder {
        private let url = FileManager.default.temporaryDirectory.appending(path: "ctl-\(UUID().uuidString.prefix(8))")

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: url) }

        func path(_ name: String) -> String { url.appending(path: name).path }
    }

    @Test(arguments: [
        ["nonsense"], ["backup", "nonsense"], ["backup", "list", "extra"], ["backup", "verify", "../etc"],
        ["backup", "--watch"], ["restore"], ["restore", "a", "b", "--from", "c"], ["rotate-keys", "now"],
        ["purge", "everything"],
        ["audit", "delete"], ["structure", "add"], ["structure", "list", "x"], ["structure", "end"],
        ["structure", "end", "../x"], ["structure", "show", "ABC"], ["manager", "add", "mona"], ["user", "suspend", "x"],
        ["user", "enable", "x"], ["user", "habilitate", "x", "--structure", "0123456789abcdef0123456789abcdef"],
        ["user", "remove", "x", "--structure", "0123456789abcdef0123456789abcdef"],
        ["user", "remove", "x", "--reason", "y"],
        ["user", "remove", "x", "--structure", "../x", "--reason", "y"],
        ["user", "reset-factors"],
        ["user", "add"],
        ["user", "add", "nour", "--first-name", "N"], ["user", "remove"],
        ["user", "add", "n", "--first-name", "N", "--last-name", "H", "--password-stdin", "--password-prompt"],
        ["reload", "x"], ["ops", "watch", "x"], ["ops", "cancel"], ["ops", "cancel", "../../status"],
        ["version", "--bogus"],
        ["version", "--timeout", "0"], ["version", "--timeout", "soon"], ["version", "--socket"],
    ])
    func `a wrong command line ends with two, on standard error only`(arguments: [String]) async throws {
        let run = try await ToolRun.built("vaultctl", arguments)
        #expect(run.exit == 2, "\(run)")
        #expect(run.output == "")
        #expect(run.errors.hasPrefix("Error: "))
    }

    @Test(arguments: [
        ["status", "--bogus"], ["status", "x"], ["status", "--watch=0"], ["status", "--watch=often"],
        ["status", "--watch=nan"], ["status", "--watch", "x"], ["--json", "status", "x"],
    ])
    func `a wrong call of status is unknown to monitoring`(arguments: [String]) async throws {
        #expect(try await ToolRun.built("vaultctl", arguments).exit == 3)
    }

    @Test(arguments: [
        [], ["status"], ["backup"], ["backup", "create"], ["backup", "list"], ["backup", "verify"], ["restore"],
        ["rotate-keys"], ["purge"], ["audit"], ["audit", "verify"], ["structure"], ["structure", "add"],
        ["structure", "list"], ["structure", "show"], ["structure", "end"], ["manager"], ["manager", "add"], ["user"],
        ["user", "add"], ["user", "suspend"], ["user", "enable"], ["user", "habilitate"], ["user", "remove"],
        ["user", "reset-factors"],
        ["reload"], ["ops"], ["ops", "list"], ["ops", "watch"],
        ["ops", "cancel"], ["version"],
    ])
    func `each verb has help within eighty columns`(verb: [String]) async throws {
        let run = try await ToolRun.built("vaultctl", verb + ["--help"])
        #expect(run.exit == 0)
        #expect(run.errors == "")
        #expect(run.output.hasPrefix("OVERVIEW: "))
        let wide = run.output.split(separator: "\n").filter { $0.count > 80 && !$0.hasPrefix("USAGE:") }
        #expect(wide.isEmpty, "\(wide)")
    }

    @Test func `without a socket there is one clear line and what to do`() async throws {
        let folder = try Folder()
        let path = folder.path("none")
        let run = try await ToolRun.built("vaultctl", ["backup", "--socket", path])
        #expect(
            run
                == ToolRun(
                    output: "",
                    errors: """
                        vaultctl: vaultd is not running: there is no socket at \(path).
                          try: systemctl start vaultd, or name its socket with --socket or VAULTD_SOCKET.

                        """, exit: 69))
        #expect(try await ToolRun.built("vaultctl", ["status", "--socket", path]).exit == 3)
        withExtendedLifetime(folder) {}
    }

    @Test func `a file that is no socket is named as such`() async throws {
        let folder = try Folder()
        let path = folder.path("file")
        try Data("x".utf8).write(to: URL(filePath: path))
        let run = try await ToolRun.built("vaultctl", ["version", "--socket", path])
        #expect(run.exit == 69)
        #expect(run.errors.hasPrefix("vaultctl: \(path) is not a socket.\n"))
        withExtendedLifetime(folder) {}
    }

    @Test func `a socket that nobody answers on is a daemon that does not run`() async throws {
        let folder = try Folder()
        let path = folder.path("s")
        let made = try await ToolRun.run(
            "/usr/bin/python3", ["-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path])
        #expect(made.exit == 0)
        let run = try await ToolRun.built("vaultctl", ["version", "--socket", path])
        #expect(run.exit == 69)
        #expect(run.errors.hasPrefix("vaultctl: vaultd is not running: nobody answers on \(path).\n"))
        withExtendedLifetime(folder) {}
    }

    @Test func `a path too long for a socket is a wrong call`() async throws {
        let run = try await ToolRun.built("vaultctl", ["version", "--socket", "/" + String(repeating: "s", count: 120)])
        #expect(run.exit == 2)
    }

    @Test(.enabled(if: geteuid() == 0))
    func `a user without the right to the socket is told the group`() async throws {
        let daemon = try await StubDaemon([:])
        chmod(daemon.socket, 0o660)
        chown(daemon.socket, 0, 4)
        chmod((daemon.socket as NSString).deletingLastPathComponent, 0o755)
        // The build's folder may be closed to others, so the program is lent under another name.
        let folder = try Folder()
        let copy = folder.path("vaultctl")
        // Copied by another program: what this one has open for writing, a child of another test may have open too.
        _ = try await ToolRun.checked("/usr/bin/install", "-m", "755", ToolRun.builtFolder + "/vaultctl", copy)
        chmod(folder.path(""), 0o755)
        let run = try await ToolRun.run(
            "/usr/bin/setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups", copy, "version", "--socket", daemon.socket])
        #expect(run.exit == 77)
        #expect(run.errors.contains("or as a member of the group adm: adduser NAME adm\n"))
        try await daemon.stop()
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [["--json", "structure", "show", "x"], ["backup", "nonsense", "--json"], ["status", "x", "--json"]])
    func `a wrong command line is told as JSON where JSON was asked for`(arguments: [String]) async throws {
        let run = try await ToolRun.built("vaultctl", arguments)
        #expect(run.exit == (arguments.contains("status") ? 3 : 2) && run.output.isEmpty)
        let error = try ControlJSON.decode(ErrorEnvelope.self, from: Array(run.errors.utf8)).error
        #expect(error.code == "usage" && error.exitCode == run.exit && !error.message.isEmpty)
        #expect(error.hint == "vaultctl \(arguments.first { !$0.hasPrefix("-") } ?? "") --help")
    }

    @Test func `errors are JSON where JSON was asked for`() async throws {
        let run = try await ToolRun.built("vaultctl", ["--json", "backup", "--socket", "/nonexistent/s"])
        #expect(run.exit == 69)
        #expect(run.output == "")
        #expect(run.errors.hasPrefix(#"{"error":{"code":"notRunning","exitCode":69,"#))
        let status = try await ToolRun.built("vaultctl", ["status", "--json", "--socket", "/nonexistent/s"])
        #expect(status.exit == 3 && status.errors.hasPrefix(#"{"error":{"code":"notRunning","exitCode":3,"#))
    }
}
