import Foundation
import TestSupport
import Testing

/// Messages through the real daemon, a real SMTP server and the real tool.
struct NoticeJourneyTests {
    private func tool(_ arguments: [String], _ daemon: DaemonProcess) async throws -> ToolRun {
        try await ToolRun.built("vaultctl", arguments + ["--socket", daemon.controlSocket])
    }

    @Test func `vaultctl sends an e-mail for trial, and no log says to whom`() async throws {
        let daemon = try DaemonProcess()
        let authority = try await TestAuthority(in: daemon.folder)
        let server = try await LineServer("mail_server.py", ["starttls", authority.certificate, authority.key])
        try "Très secret 7\n".write(toFile: daemon.folder + "/password", atomically: true, encoding: .utf8)
        try daemon.write([
            "mail.server": "localhost", "mail.port": "\(server.port)", "mail.from": "coffre@example.org",
            "mail.user": "vaultd", "mail.password-file": daemon.folder + "/password",
            "mail.authorities": authority.certificate, "log.level": "debug",
        ])
        try await daemon.prepare()
        try await daemon.start()

        let sent = try await tool(["notices", "test", "--email", "awa@example.org", "--language", "en"], daemon)
        #expect(sent.exit == 0, "\(sent.errors)")
        let message = try #require(try await server.next())
        #expect(message["to"] as? [String] == ["awa@example.org"])
        #expect((message["body"] as? String)?.contains("This is a test message.") == true)
        #expect(message["tls"] as? Bool == true)

        let list = try await tool(["notices", "list"], daemon)
        #expect(list.output.contains("test") && list.output.contains("sent") && !list.output.contains("awa@"))
        let status = try await tool(["status"], daemon)
        #expect(status.output.contains("Notices") && status.output.contains("1 sent in 24 h"))
        let off = try await tool(["notices", "test", "--sms", "+33611223344"], daemon)
        #expect(off.exit != 0 && off.errors.contains("sends no sms"))
        await server.stop()

        let lost = try await tool(["notices", "test", "--email", "awa@example.org"], daemon)
        #expect(lost.exit == 75 && lost.errors.contains("unreachable"), "\(lost.exit) \(lost.errors)")
        #expect(await daemon.stop() == 0)
        #expect(daemon.log.contains("A message will be tried again"))
        for secret in ["awa@", "Très secret", "test message"] { #expect(!daemon.log.contains(secret)) }
    }
}
