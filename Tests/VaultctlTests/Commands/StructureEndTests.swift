import ControlAPI
import TestSupport
import Testing

@Suite struct StructureEndTests {
    private let plan = StructureEndReport(
        parts: [
            .init(id: Samples.operation, name: "CCAS", isPartner: false, professionals: 12, managers: 2, affiliated: 340),
            .init(
                id: Samples.operation, name: "Amis\u{1B}[2J", isPartner: true, professionals: 1, managers: 1, affiliated: 0),
        ], disabledAccounts: 15, sessions: 4)
    private var path: String { "/v1/structures/\(Samples.operation)/end" }

    private func run(_ arguments: [String], daemon: StubDaemon) async throws -> ToolRun {
        try await ToolRun.built("vaultctl", arguments + ["--socket", daemon.socket])
    }

    @Test func `a dry run shows each structure with its counts and ends nothing`() async throws {
        let daemon = try await StubDaemon(["GET \(path)": .json(plan)])
        let run = try await run(["structure", "end", Samples.operation, "--dry-run"], daemon: daemon)
        #expect(run.exit == 0)
        #expect(
            run.output == """
                STRUCTURE           PROFESSIONALS  MANAGERS  PEOPLE FOLLOWED
                CCAS                           12         2              340
                Amis?[2J   partner              1         1                0
                This disables 15 accounts of staff and ends 4 sessions.
                The people followed keep their safes and sign in as before; nobody of these structures sees them any more.

                """)
        #expect(daemon.requests.allSatisfy { $0.line.hasPrefix("GET ") })
        try await daemon.stop()
    }

    @Test func `without a terminal and without yes nothing is ended`() async throws {
        let daemon = try await StubDaemon(["GET \(path)": .json(plan)])
        let run = try await run(["structure", "end", Samples.operation], daemon: daemon)
        #expect(run.exit == 7)
        #expect(daemon.requests.allSatisfy { $0.line.hasPrefix("GET ") })
        try await daemon.stop()
    }

    @Test func `with yes it is done, with counts and time`() async throws {
        var done = plan
        done.seconds = 0.21
        let daemon = try await StubDaemon(["GET \(path)": .json(plan), "POST \(path)": .json(done)])
        let run = try await run(["structure", "end", Samples.operation, "--yes"], daemon: daemon)
        #expect(run.exit == 0)
        #expect(run.output.hasSuffix("2 structures ended, 15 accounts disabled, 4 sessions ended in 0.2s.\n"))
        try await daemon.stop()
    }

    @Test func `a structure that has ended has nothing to end`() async throws {
        let nothing = StructureEndReport(parts: [], disabledAccounts: 0, sessions: 0)
        let daemon = try await StubDaemon(["GET \(path)": .json(nothing)])
        let run = try await run(["structure", "end", Samples.operation, "--yes"], daemon: daemon)
        #expect(run.exit == 0)
        #expect(run.output.contains("It has ended already"))
        try await daemon.stop()
    }
}
