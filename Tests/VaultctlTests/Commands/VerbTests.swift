import ControlAPI
import Foundation
import TestSupport
import Testing

/// The real program against a daemon whose answers are fixed.
@Suite struct VerbTests {
    private func vaultctl(
        _ arguments: String..., daemon: StubDaemon, input: String = "", environment: [String: String] = [:]
    ) async throws -> ToolRun {
        try await ToolRun.built(
            "vaultctl", ["--socket", daemon.socket] + arguments, input: input, environment: environment)
    }

    @Test func `status prints the screen and ends with the verdict`() async throws {
        var degraded = Samples.healthy
        degraded.health = .degraded
        degraded.alerts = [.init(.degraded, "The disk is nearly full.", hint: "df -h")]
        let daemon = try await StubDaemon(["GET /v1/status": .json(degraded)])
        let run = try await vaultctl("status", daemon: daemon)
        #expect(run.exit == 1)
        #expect(run.errors == "")
        #expect(run.output.hasSuffix("WARNING The disk is nearly full.\n  try: df -h\n"))
        try await daemon.stop()
    }

    @Test func `status as JSON is the daemon's own document`() async throws {
        let daemon = try await StubDaemon(["GET /v1/status": .json(Samples.healthy)])
        let run = try await vaultctl("status", "--json", daemon: daemon)
        #expect(run.exit == 0)
        #expect(try ControlJSON.decode(StatusReport.self, from: Array(run.output.utf8)) == Samples.healthy)
        try await daemon.stop()
    }

    @Test func `lost second factors are taken away by one verb`() async throws {
        let daemon = try await StubDaemon(["POST /v1/factor-resets": .json(FactorResetReport(count: 2))])
        let run = try await vaultctl("user", "reset-factors", "claire.martin", daemon: daemon)
        #expect(run.exit == 0 && run.errors == "")
        #expect(run.output.contains("The second factors are gone, and every session has ended."))
        try await daemon.stop()
    }

    @Test func `a professional is removed with a reason, and the tool says what became of the account`() async throws {
        let structure = Samples.operation
        for isDisabled in [true, false] {
            let report = RemovalReport(id: structure, isDisabled: isDisabled, sessions: 2)
            let daemon = try await StubDaemon(["POST /v1/removals": .json(report)])
            let run = try await vaultctl(
                "user", "remove", "claire.martin", "--structure", structure, "--reason", "asked by Mona", daemon: daemon)
            #expect(run.exit == 0 && run.errors == "")
            #expect(run.output.contains("Removed from the structure, 2 sessions ended."))
            #expect(run.output.contains("is disabled") == isDisabled)
            try await daemon.stop()
        }
    }

    @Test func `who never came into an account is told of when it gets another structure`() async throws {
        for isWaiting in [true, false] {
            let report = HabilitationReport(id: Samples.operation, waitsForInvitation: isWaiting)
            let daemon = try await StubDaemon(["POST /v1/habilitations": .json(report, status: 201)])
            let run = try await vaultctl(
                "user", "habilitate", "claire.martin", "--structure", Samples.operation, "--reason", "asked by Mona",
                daemon: daemon)
            #expect(run.exit == 0 && run.output == "habilitation \(Samples.operation)\n")
            #expect(run.errors.contains("can send the invitation again, on the page of the team.") == isWaiting)
            try await daemon.stop()
        }
    }

    @Test func `what is not there is named, with where to look`() async throws {
        let missing = ErrorEnvelope(ErrorReport(code: "notFound", message: "Not found.", id: "cpw86twm", exit: .notFound))
        let path = "/v1/structures/\(Samples.operation)"
        let daemon = try await StubDaemon([
            "GET \(path)": .json(missing, status: 404), "POST /v1/resumptions": .json(missing, status: 404),
        ])
        let structure = try await vaultctl("structure", "show", Samples.operation, daemon: daemon)
        #expect(structure.exit == 4)
        #expect(
            structure.errors
                == "vaultctl: There is no such structure. [notFound cpw86twm]\n  try: vaultctl structure list\n")
        let account = try await vaultctl("user", "enable", "nobody", "--reason", "x", daemon: daemon)
        #expect(account.exit == 4)
        #expect(account.errors.hasPrefix("vaultctl: There is no such account"))
        try await daemon.stop()
    }

    @Test func `an account without a second factor has none to lose, and the tool says so`() async throws {
        let daemon = try await StubDaemon(["POST /v1/factor-resets": .json(FactorResetReport(count: 0))])
        let run = try await vaultctl("user", "reset-factors", "claire.martin", daemon: daemon)
        #expect(run.exit == 0)
        #expect((run.output + run.errors).contains("There is no second factor to take away: nothing was changed."))
        try await daemon.stop()
    }

    @Test func `backup says what it made`() async throws {
        let daemon = try await StubDaemon([
            "POST /v1/backups": .json(Samples.running(.backup), status: 202),
            "GET /v1/operations/\(Samples.operation)/events": .events([
                Samples.event(.progress(OperationProgress(phase: "documents", done: 1, total: 2, unit: "documents"))),
                Samples.event(.warning("the clock jumped")), Samples.event(.result(Samples.backupResult)),
            ]),
        ])
        let run = try await vaultctl("backup", daemon: daemon)
        #expect(
            run
                == ToolRun(
                    output: """
                        snapshot 2026-11-22T021500Z-9f3k: 48 213 documents, 61.8 GiB (+212 MiB new), verified, 1m52s
                        removed by the retention: 2026-11-17T021500Z-77qd

                        """,
                    errors: "warning: the clock jumped\n", exit: 0))
        try await daemon.stop()
    }

    @Test func `backup as JSON is the events, one line each`() async throws {
        let events = [
            Samples.event(.progress(OperationProgress(phase: "documents", done: 1, total: 2, unit: "documents"))),
            Samples.event(.result(Samples.backupResult)),
        ]
        let daemon = try await StubDaemon([
            "POST /v1/backups": .json(Samples.running(.backup), status: 202),
            "GET /v1/operations/\(Samples.operation)/events": .events(events),
        ])
        let run = try await vaultctl("backup", "--json", daemon: daemon)
        let lines = try run.output.split(separator: "\n").map {
            try ControlJSON.decode(OperationEvent.self, from: Array($0.utf8))
        }
        #expect(lines == events)
        #expect(run.output.hasPrefix(#"{"done":1,"operation":"0123456789abcdef0123456789abcdef","phase":"documents""#))
        try await daemon.stop()
    }

    @Test func `backup without waiting tells how to follow it`() async throws {
        let daemon = try await StubDaemon(["POST /v1/backups": .json(Samples.running(.backup), status: 202)])
        let run = try await vaultctl("backup", "--no-wait", daemon: daemon)
        let id = Samples.operation
        #expect(
            run
                == ToolRun(
                    output: "operation \(id) started; follow it with: vaultctl ops watch \(id)\n", errors: "", exit: 0))
        try await daemon.stop()
    }

    @Test func `a daemon that dies in the middle is told, with the way back`() async throws {
        let daemon = try await StubDaemon([
            "POST /v1/backups": .json(Samples.running(.backup), status: 202),
            "GET /v1/operations/\(Samples.operation)/events": .events(
                [Samples.event(.warning("still here"))], isCutOff: true),
        ])
        let run = try await vaultctl("backup", daemon: daemon)
        #expect(
            run
                == ToolRun(
                    output: "",
                    errors: """
                        warning: still here
                        vaultctl: the operation may go on. Follow it again with: vaultctl ops watch \(Samples.operation)
                        vaultctl: The connection to vaultd broke off before its answer was complete.
                          try: vaultctl status

                        """, exit: 69))
        try await daemon.stop()
    }

    @Test func `a snapshot that is damaged ends with six`() async throws {
        var result = OperationResult(status: .failed, exit: .verificationFailed)
        result.verification = SnapshotVerificationReport(
            id: "2026-11-22T021500Z-9f3k", documents: 3, bytes: 2048, problems: ["pool/7c/7c91 was cut off"])
        let daemon = try await StubDaemon([
            "POST /v1/backups/latest/verify": .json(Samples.running(.backupVerification), status: 202),
            "GET /v1/operations/\(Samples.operation)/events": .events([Samples.event(.result(result))]),
        ])
        let run = try await vaultctl("backup", "verify", daemon: daemon)
        #expect(
            run
                == ToolRun(
                    output:
                        "FAIL pool/7c/7c91 was cut off\nsnapshot 2026-11-22T021500Z-9f3k: 1 problem, 3 documents, 2.0 KiB\n",
                    errors: "", exit: 6))
        try await daemon.stop()
    }

    @Test func `snapshots are listed in columns`() async throws {
        var unverified = Samples.snapshot
        unverified.id = "2026-11-21T021500Z-2mva"
        unverified.newBytes = nil
        unverified.verifiedAt = nil
        let daemon = try await StubDaemon([
            "GET /v1/backups": .json(SnapshotList(snapshots: [Samples.snapshot, unverified]))
        ])
        let run = try await vaultctl("backup", "list", daemon: daemon)
        #expect(
            run.output == """
                ID                       MADE (UTC)            SIZE      NEW  DOCUMENTS  VERIFIED
                2026-11-22T021500Z-9f3k  2026-11-22 02:15  61.8 GiB  212 MiB     48 213  2026-11-22 02:16
                2026-11-21T021500Z-2mva  2026-11-22 02:15  61.8 GiB        -     48 213  -

                """)
        try await daemon.stop()
    }

    @Test func `a purge without a terminal needs yes, and has shown its plan by then`() async throws {
        let plan = PurgePlanReport(
            plannedAt: Samples.now, items: [.init(what: "journal events", count: 1200, reason: "older than 365 days")])
        let daemon = try await StubDaemon(["GET /v1/purge-plan": .json(plan)])
        let run = try await vaultctl("purge", daemon: daemon)
        #expect(
            run
                == ToolRun(
                    output: "  DUE  WHAT            WHY\n1 200  journal events  older than 365 days\n",
                    errors: """
                        vaultctl: vaultctl purge needs a confirmation, and there is no terminal to ask at.
                          try: Look first with --dry-run, then repeat with --yes.

                        """, exit: 7))
        #expect(daemon.requests.map(\.line) == ["GET /v1/purge-plan"])
        try await daemon.stop()
    }

    @Test func `a purge under a doubted clock asks nothing, deletes nothing, and says so`() async throws {
        let plan = PurgePlanReport(
            plannedAt: Samples.now, items: [.init(what: "journal events", count: 2, reason: "older than 365 days")],
            suspicion: "it went back")
        let daemon = try await StubDaemon(["GET /v1/purge-plan": .json(plan)])
        let run = try await vaultctl("purge", daemon: daemon)
        #expect(run.exit == 3 && run.output.hasSuffix("nothing was deleted\n"))
        #expect(daemon.requests.map(\.line) == ["GET /v1/purge-plan"])
        try await daemon.stop()
    }

    @Test func `a purge with nothing to delete runs, since the status waits for one`() async throws {
        let daemon = try await StubDaemon(["GET /v1/purge-plan": .json(PurgePlanReport(plannedAt: Samples.now, items: []))])
        _ = try await vaultctl("purge", daemon: daemon)
        #expect(daemon.requests.map(\.line).prefix(2) == ["GET /v1/purge-plan", "POST /v1/purges"])
        try await daemon.stop()
    }

    @Test func `a purge that deletes nothing, and tells people or disables accounts, needs no yes`() async throws {
        let plan = PurgePlanReport(
            plannedAt: Samples.now,
            items: [
                .init(what: "notices about unused accounts", count: 3, reason: "nobody has used them for long", act: .send),
                .init(what: "unused accounts", count: 1, reason: "nobody has used them for 3285 days", act: .disable),
            ])
        let daemon = try await StubDaemon(["GET /v1/purge-plan": .json(plan)])
        let run = try await vaultctl("purge", daemon: daemon)
        #expect(run.output.contains("unused accounts, to disable"))
        #expect(run.output.contains("notices about unused accounts, to send"))
        #expect(daemon.requests.map(\.line).prefix(2) == ["GET /v1/purge-plan", "POST /v1/purges"])
        try await daemon.stop()
    }

    @Test func `a dry run deletes nothing`() async throws {
        let daemon = try await StubDaemon(["GET /v1/purge-plan": .json(PurgePlanReport(plannedAt: Samples.now, items: []))])
        let run = try await vaultctl("purge", "--dry-run", "--yes", daemon: daemon)
        #expect(run == ToolRun(output: "Nothing is due.\n", errors: "", exit: 0))
        #expect(daemon.requests.map(\.line) == ["GET /v1/purge-plan"])
        try await daemon.stop()
    }

    @Test func `a new account shows its temporary password once, on standard output`() async throws {
        let account = NewAccountReport(id: Samples.operation, loginName: "nour.haddad", temporaryPassword: "Kato-4711-Berg")
        let daemon = try await StubDaemon(["POST /v1/beneficiaries": .json(account, status: 201)])
        let run = try await vaultctl(
            "user", "add", "nour.haddad", "--first-name", "Nour", "--last-name", "Haddad", "--language", "ar", daemon: daemon
        )
        #expect(
            run
                == ToolRun(
                    output: "identifier          nour.haddad\ntemporary password  Kato-4711-Berg\n",
                    errors: "It is shown this once. The person chooses their own at the first sign-in.\n", exit: 0))
        #expect(
            daemon.requests.map(\.body)
                == [#"{"firstName":"Nour","language":"ar","lastName":"Haddad","loginName":"nour.haddad"}"#])
        try await daemon.stop()
    }

    @Test func `a password comes by standard input and never by argument`() async throws {
        let account = NewAccountReport(id: Samples.operation, loginName: "nour", temporaryPassword: nil)
        let daemon = try await StubDaemon(["POST /v1/beneficiaries": .json(account, status: 201)])
        let run = try await vaultctl(
            "user", "add", "nour", "--first-name", "N", "--last-name", "H", "--password-stdin", daemon: daemon,
            input: "Sehr-geheim-1\n")
        #expect(run.output == "identifier          nour\n")
        #expect(daemon.requests[0].body.contains(#""password":"Sehr-geheim-1""#))
        try await daemon.stop()
    }

    @Test func `names cannot write escape sequences on the operator's terminal`() async throws {
        let list = StructureList(structures: [StructureReport(id: Samples.operation, name: "A\u{1B}[2JB")])
        let daemon = try await StubDaemon(["GET /v1/structures": .json(list)])
        let run = try await vaultctl("structure", "list", daemon: daemon)
        #expect(run.output == "ID                                STATE   NAME\n\(Samples.operation)  active  A?[2JB\n")
        try await daemon.stop()
    }

    @Test func `the daemon's refusal is shown with its hint and its id`() async throws {
        let report = ErrorReport(
            code: "operationRunning", message: "The operation backup is running already.",
            hint: "Wait for its end: vaultctl status.", id: "k3m9qwer", exit: .busy)
        let daemon = try await StubDaemon(["POST /v1/backups": .json(ErrorEnvelope(report), status: 409)])
        let run = try await vaultctl("backup", daemon: daemon)
        #expect(
            run
                == ToolRun(
                    output: "",
                    errors: """
                        vaultctl: The operation backup is running already. [operationRunning k3m9qwer]
                          try: Wait for its end: vaultctl status.

                        """, exit: 5))
        try await daemon.stop()
    }

    @Test func `an exit code of a newer daemon counts as a failure`() async throws {
        let answer = #"{"error":{"code":"new","message":"New.","retryable":false,"id":"","exitCode":99}}"#
        let daemon = try await StubDaemon(["GET /v1/operations": .raw(answer, status: 418)])
        #expect(try await vaultctl("ops", "list", daemon: daemon).exit == 1)
        try await daemon.stop()
    }

    @Test func `an answer that is no JSON is called so`() async throws {
        let daemon = try await StubDaemon(["GET /v1/version": .raw("<html>")])
        let run = try await vaultctl("version", daemon: daemon)
        #expect(run.exit == 1)
        #expect(run.errors.contains("cannot be understood"))
        try await daemon.stop()
    }

    @Test func `a daemon that says nothing runs into the timeout`() async throws {
        let daemon = try await StubDaemon(["GET /v1/version": .silence])
        let run = try await vaultctl("version", "--timeout", "0.2", daemon: daemon)
        #expect(run.exit == 75)
        #expect(run.errors.hasPrefix("vaultctl: vaultd did not answer within 0.2s.\n"))
        try await daemon.stop()
    }

    @Test func `reload names what waits for a restart, and is incomplete then`() async throws {
        let report = ReloadReport(changed: ["certificate"], needsRestart: ["web.port"])
        let daemon = try await StubDaemon(["POST /v1/reload": .json(report)])
        let run = try await vaultctl("reload", daemon: daemon)
        #expect(run == ToolRun(output: "reloaded:\n  certificate\n", errors: "needs a restart: web.port\n", exit: 3))
        let asJSON = try await vaultctl("reload", "--json", daemon: daemon)
        #expect(asJSON.exit == 3)
        #expect(try ControlJSON.decode(ReloadReport.self, from: Array(asJSON.output.utf8)) == report)
        try await daemon.stop()
    }

    @Test func `a restore is refused while the daemon answers`() async throws {
        let daemon = try await StubDaemon(["GET /v1/version": .json(VersionReport(version: "0.1.0", api: "1"))])
        let run = try await vaultctl("restore", "--from", "/nowhere", daemon: daemon)
        #expect(run.exit == 5)
        #expect(run.errors.hasPrefix("vaultctl: vaultd 0.1.0 is running, and a restore needs it stopped.\n"))
        try await daemon.stop()
    }

    @Test func `the name behind sudo is claimed in a header, when it is a plain name`() async throws {
        let daemon = try await StubDaemon(["GET /v1/version": .json(VersionReport(version: "0.1.0", api: "1"))])
        _ = try await vaultctl("version", daemon: daemon, environment: ["SUDO_USER": "amira"])
        _ = try await vaultctl("version", daemon: daemon, environment: ["SUDO_USER": "a\r\nx: y"])
        #expect(daemon.requests.map { $0.headers["Vault-Claimed-User"] } == ["amira", nil])
        #expect(daemon.requests.allSatisfy { $0.headers["Vault-API"] == "1" })
        try await daemon.stop()
    }

    @Test func `the environment names the socket`() async throws {
        let daemon = try await StubDaemon(["GET /v1/version": .json(VersionReport(version: "0.1.0", api: "1"))])
        let run = try await ToolRun.built("vaultctl", ["version"], environment: ["VAULTD_SOCKET": daemon.socket])
        #expect(run == ToolRun(output: "vaultctl 0.1.0\nvaultd   0.1.0 (control interface 1)\n", errors: "", exit: 0))
        try await daemon.stop()
    }

    @Test func `Ctrl-C detaches, and says how to come back`() async throws {
        let daemon = try await StubDaemon([
            "POST /v1/backups": .json(Samples.running(.backup), status: 202),
            "GET /v1/operations/\(Samples.operation)/events": .silence,
        ])
        let tool = try StartedTool(
            ToolRun.builtFolder + "/vaultctl", ["backup", "--socket", daemon.socket, "--timeout", "3600"])
        await daemon.requests(2)
        tool.send(SIGINT)
        let run = await tool.end()
        #expect(run.exit == 130)
        #expect(run.errors.contains("vaultctl ops watch \(Samples.operation)\n"))
        try await daemon.stop()
    }
}
