import ControlAPI
import Foundation
import TestSupport
import Testing

@Suite struct NoticesTests {
    private func notice(_ state: String, failure: String? = nil, attempts: Int = 1) -> NoticeReport {
        NoticeReport(
            id: Samples.operation, channel: "email", purpose: "test", state: state, failure: failure, attempts: attempts,
            createdAt: Samples.now, nextAt: nil, doneAt: state == "waiting" ? nil : Samples.now)
    }

    private func run(_ arguments: [String], _ daemon: StubDaemon) async throws -> ToolRun {
        try await ToolRun.built("vaultctl", arguments + ["--socket", daemon.socket])
    }

    @Test func `the list shows purpose, state and failure of each message`() async throws {
        let list = NoticeList(notices: [notice("failed", failure: "unknown\u{1B}[2J"), notice("sent", attempts: 3)])
        let daemon = try await StubDaemon(["GET /v1/notices": .json(list)])
        let run = try await run(["notices", "list"], daemon)
        #expect(run.exit == 0)
        #expect(
            run.output == """
                WRITTEN (UTC)     BY     PURPOSE  STATE   TRIES  FAILURE
                2026-11-22 02:20  email  test     failed      1  unknown?[2J
                2026-11-22 02:20  email  test     sent        3  -

                """)
        try await daemon.stop()
    }

    @Test(arguments: [("sent", nil as String?, Int32(0)), ("failed", "refused", 1), ("waiting", "notTrusted", 75)])
    func `a message for trial ends as it was sent or not`(_ state: String, _ failure: String?, _ exit: Int32) async throws {
        let path = "/v1/notices/\(Samples.operation)"
        let daemon = try await StubDaemon([
            "POST /v1/notices": .json(notice("waiting", attempts: 0), status: 201),
            "GET \(path)": .json(notice(state, failure: failure)),
        ])
        let run = try await run(["notices", "test", "--email", "ops@example.org"], daemon)
        #expect(run.exit == exit)
        if let failure { #expect(run.errors.contains(failure)) }
        let body = daemon.requests.first?.body ?? ""
        #expect(
            try ControlJSON.decode(TestNoticeRequest.self, from: Array(body.utf8))
                == TestNoticeRequest(channel: "email", recipient: "ops@example.org"))
        try await daemon.stop()
    }

    @Test func `a message for trial goes one way`() async throws {
        let daemon = try await StubDaemon([:])
        #expect(try await run(["notices", "test"], daemon).exit == 2)
        #expect(try await run(["notices", "test", "--email", "a@b.fr", "--sms", "+33611223344"], daemon).exit == 2)
        #expect(daemon.requests.isEmpty)
        try await daemon.stop()
    }

    @Test func `alerts are listed with their count, and acknowledged by id`() async throws {
        let alert = AlertReport(
            id: Samples.operation, kind: "manyNames", message: "one source tries many identifiers", count: 197,
            firstAt: Samples.now, lastAt: Samples.now, source: "198.51.100.9", account: nil, acknowledgedAt: nil)
        let daemon = try await StubDaemon([
            "GET /v1/alerts": .json(AlertList(alerts: [alert])),
            "POST /v1/alerts/\(Samples.operation)/acknowledgement": .json(DoneReport()),
        ])
        let listed = try await run(["alerts"], daemon)
        #expect(listed.exit == 0)
        #expect(
            listed.output == """
                ID                                LAST (UTC)        COUNT  WHAT                               FROM          SEEN
                0123456789abcdef0123456789abcdef  2026-11-22 02:20    197  one source tries many identifiers  198.51.100.9  -

                """)
        #expect(try await run(["alerts", "ack", Samples.operation], daemon).output == "acknowledged\n")
        #expect(try await run(["alerts", "ack", "../x"], daemon).exit == 2)
        try await daemon.stop()
    }
}
