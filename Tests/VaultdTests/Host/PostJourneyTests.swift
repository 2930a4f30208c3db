import Foundation
import TestSupport
import Testing

/// Messages through the real daemon and, behind a real socket, the real process that sends them.
struct PostJourneyTests {
    private func tool(_ arguments: [String], _ daemon: DaemonProcess) async throws -> ToolRun {
        try await ToolRun.built("vaultctl", arguments + ["--socket", daemon.controlSocket])
    }

    /// The socket, each connection of which starts the program with these settings.
    private func socket(_ daemon: DaemonProcess, _ path: String) async throws -> LineServer {
        try await LineServer(
            "post_socket.py", [path, try DaemonProcess.binary("vaultd"), "--config", daemon.settingsFile, "--carry"])
    }

    @Test func `mail leaves through the socket, by a process that has neither store nor keys, and no log says to whom`()
        async throws
    {
        let daemon = try DaemonProcess()
        let path = daemon.folder + "/post.sock"
        let authority = try await TestAuthority(in: daemon.folder)
        let server = try await LineServer("mail_server.py", ["starttls", authority.certificate, authority.key])
        try "Très secret 7\n".write(toFile: daemon.folder + "/password", atomically: true, encoding: .utf8)
        let settings = [
            "mail.server": "localhost", "mail.port": "\(server.port)", "mail.from": "coffre@example.org",
            "mail.user": "vaultd", "mail.password-file": daemon.folder + "/password",
            "mail.authorities": authority.certificate, "log.level": "debug",
        ]
        try daemon.write(settings)
        try await daemon.prepare()
        try await daemon.start(arguments: ["--post", path])

        let post = try await socket(daemon, path)
        let asked = try await daemon.run(["--config", daemon.settingsFile, "--ask-post", path])
        #expect(asked.status == 0 && asked.text == "email: can be sent\n", "\(asked)")
        #expect(try await post.next()?["status"] as? Int == 0)
        // The process that sends has other settings, with the same server: no store, and no key file anywhere.
        try daemon.write(settings.merging(["state": "/nonexistent", "keys.file": "/nonexistent/keys"]) { $1 })
        let sent = try await tool(["notices", "test", "--email", "awa@example.org", "--language", "en"], daemon)
        #expect(sent.exit == 0, "\(sent.errors) \(daemon.log)")
        let message = try #require(try await server.next())
        #expect((message["body"] as? String)?.contains("This is a test message.") == true)
        let ended = try #require(try await post.next())
        #expect(ended["status"] as? Int == 0 && ended["said"] as? String == "", "\(ended)")
        let clear = try await tool(["status"], daemon)
        #expect(!clear.output.contains("nobody listens"))

        await server.stop()
        let lost = try await tool(["notices", "test", "--email", "awa@example.org"], daemon)
        #expect(lost.exit == 75 && lost.errors.contains("unreachable"), "\(lost.exit) \(lost.errors)")
        #expect(await daemon.stop() == 0)
        for secret in ["awa@", "Très secret", "test message"] { #expect(!daemon.log.contains(secret)) }
        await post.stop()
    }

    @Test func `where nobody sends, every way of asking says so`() async throws {
        let daemon = try DaemonProcess(settings: [
            "mail.server": "localhost", "mail.port": "1", "mail.from": "coffre@example.org",
        ])
        let path = daemon.folder + "/post.sock"
        try await daemon.prepare()
        try await daemon.start(arguments: ["--post", path])
        let early = try await tool(["notices", "test", "--email", "awa@example.org"], daemon)
        #expect(early.exit == 75 && early.errors.contains("noPost"), "\(early.exit) \(early.errors)")
        #expect(early.errors.contains("vaultd-post.socket"))
        let told = try await tool(["status"], daemon)
        #expect(told.output.contains("nobody listens at") && told.output.contains(path), "\(told.output)")
        #expect(try await daemon.run(["--config", daemon.settingsFile, "--ask-post", path]).status == 69)
        #expect(await daemon.stop() == 0)
        #expect(!daemon.log.contains("awa@"))
    }

    @Test func `whoever starts the sending process without a socket is told, and nothing else happens`() async throws {
        let daemon = try DaemonProcess()
        let (status, text) = try await daemon.run(["--config", daemon.settingsFile, "--carry"])
        #expect(status == 69 && text.contains("no answer was given"), "\(status) \(text)")
    }
}
