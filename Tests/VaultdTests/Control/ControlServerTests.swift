import ControlAPI
import Engine
import Foundation
import TestSupport
import Testing

@testable import vaultd

@Suite struct ControlServerTests {
    private let done = OperationResult(status: .succeeded, exit: .success)

    private func choice(_ box: TemporaryVault) -> RunningControl.Choice {
        var choice = RunningControl.Choice()
        choice.slot = VaultSlot(.open(box.vault))
        return choice
    }

    @Test func `curl works on the socket`() async throws {
        try await RunningControl.with { control in
            let answer = try await control.curl(["http://vaultd/v1/version"])
            #expect(answer.status == 200)
            #expect(answer.headers.contains("\nvault-api: 1"))
            #expect(answer.headers.contains("\ncontent-type: application/json"))
            #expect(try answer.decoded(VersionReport.self) == VersionReport(version: "0.1.0", api: "1"))
        }
    }

    @Test func `an operator works on a real vault, from an account to a purge`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box)) { control in
                let structure = try await control.vaultctl("structure", "add", "Les Tilleuls", "--json")
                let id = try ControlJSON.decode(StructureReport.self, from: Array(structure.output.utf8)).id
                let listed = try await control.vaultctl("structure", "list").output.split(separator: "\n")
                #expect(listed.count == 2 && listed[1] == "\(id)  active  Les Tilleuls")
                let made = try await control.vaultctl(
                    "user", "add", "nour.haddad", "--first-name", "Nour", "--last-name", "Haddad", "--structure", id,
                    "--json")
                let account = try ControlJSON.decode(NewAccountReport.self, from: Array(made.output.utf8))
                #expect(account.loginName == "nour.haddad")
                _ = try await box.signIn("nour.haddad", try #require(account.temporaryPassword))
                let again = try await control.vaultctl("user", "add", "nour.haddad", "--first-name", "N", "--last-name", "H")
                #expect(again.exit == 1)
                #expect(again.errors.contains("[loginNameTaken "))
                let unspoken = try await control.vaultctl(
                    "user", "add", "awa.diallo", "--first-name", "Awa", "--last-name", "Diallo", "--language", "xx")
                #expect(unspoken.exit != 0)
                #expect(unspoken.errors.contains("it is one of en, fr"))

                #expect(try await control.vaultctl("backup").exit == 0)
                #expect(try await control.vaultctl("backup", "verify").exit == 0)
                #expect(try await control.vaultctl("backup", "verify", "nope").exit == 4)
                let list = try await control.vaultctl("backup", "list", "--json")
                #expect(try ControlJSON.decode(SnapshotList.self, from: Array(list.output.utf8)).snapshots.count == 1)
                let rotation = try await control.vaultctl("rotate-keys")
                #expect(rotation.exit == 0)
                #expect(rotation.output.hasPrefix("master key of term 2 is current: "))
                #expect(try await control.vaultctl("purge", "--dry-run").exit == 0)
                #expect(try await control.vaultctl("purge", "--yes").exit == 0)
                let audit = try await control.vaultctl("audit", "verify")
                #expect(audit.exit == 0)
                #expect(audit.output.hasPrefix("journal whole: "))
                #expect(try await control.vaultctl("reload").output == "reloaded:\n  certificate\n")
                let operations = try await control.vaultctl("ops", "list", "--json")
                let kinds = try ControlJSON.decode(OperationList.self, from: Array(operations.output.utf8)).operations
                    .map(\.kind)
                #expect(kinds.first == .auditVerification)
                #expect(kinds.last == .backup)
            }
        }
    }

    @Test func `a new operation is accepted with the place to follow it`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box)) { control in
                let answer = try await control.curl(["-X", "POST", "http://vaultd/v1/backups"])
                let operation = try answer.decoded(OperationReport.self)
                #expect(answer.status == 202)
                #expect(answer.headers.contains("\nlocation: /v1/operations/\(operation.id)"))
                let events = try await control.curl(["http://vaultd/v1/operations/\(operation.id)/events"])
                #expect(events.headers.contains("\ncontent-type: application/x-ndjson"))
                let last = try #require(events.body.split(separator: "\n").last)
                let event = try ControlJSON.decode(OperationEvent.self, from: Array(last.utf8))
                guard case .result(let result) = event.content else { throw VaultFailure(.fault) }
                #expect(result.snapshot?.verifiedAt != nil)
            }
        }
    }

    @Test func `a locked store is told with its reason, and everything else says that it is locked`() async throws {
        var choice = RunningControl.Choice()
        choice.slot = VaultSlot(.locked(VaultFailure(.keyFileMissing, ["path": "/k"])))
        try await RunningControl.with(choice) { control in
            let status = try await control.vaultctl("status", "--json")
            let report = try ControlJSON.decode(StatusReport.self, from: Array(status.output.utf8))
            #expect(status.exit == 2)
            #expect(report.store == .locked)
            #expect(report.lockedBecause?.code == "keyFileMissing")
            #expect(
                report.alerts.first?.message
                    == "The store is locked: The key file /k is missing, but there is a store that needs it.")
            let backup = try await control.vaultctl("backup")
            #expect(backup.exit == 78)
            #expect(backup.errors.contains("[serviceLocked "))
        }
    }

    @Test func `wrong requests are refused one by one, each with its name`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box)) { control in
                let url = "http://vaultd/v1/structures"
                let large = "{\"name\":\"" + String(repeating: "x", count: 70_000) + "\"}"
                let answers = [
                    try await control.curl(["-d", large, url]), try await control.curl(["-d", "{", url]),
                    try await control.curl(["-d", "{}", url]), try await control.curl(["-d", "{\"name\":7}", url]),
                    try await control.curl(["-d", "{\"name\":\"\"}", url]), try await control.curl(["http://vaultd/v2"]),
                    try await control.curl(["-X", "PUT", url]), try await control.curl(["-H", "Vault-API: 9", url]),
                    try await control.curl(["http://vaultd/v1/operations/0"]),
                    try await control.curl(["http://vaultd/v1/operations/..%2F..%2Fstatus"]),
                ]
                #expect(answers.map(\.status) == [413, 400, 400, 400, 400, 404, 404, 400, 404, 404])
                #expect(
                    try answers.map { try $0.error.code } == [
                        "requestTooLarge", "requestMalformed", "requestMalformed", "requestMalformed", "fieldUnusable",
                        "noSuchPath", "noSuchPath", "otherVersion", "operationUnknown", "operationUnknown",
                    ])
            }
        }
    }

    @Test func `work goes on when the tool that asked for it is killed, and can be followed again`() async throws {
        try await RunningControl.with { control in
            let (go, continue_) = AsyncStream<Void>.makeStream()
            let operation = try control.operations.start(.backup, by: .schedule) { voice in
                for await _ in go { break }
                return done
            }
            let tool = try StartedTool(
                ToolRun.builtFolder + "/vaultctl", ["ops", "watch", operation.id, "-v", "--socket", control.socket])
            tool.send(SIGKILL)
            #expect(await tool.end().exit == 128 + SIGKILL)
            #expect(try await control.vaultctl("ops", "list").output.contains("running"))
            continue_.yield()
            let again = try await control.vaultctl("ops", "watch", operation.id)
            #expect(again == ToolRun(output: "succeeded\n", errors: "", exit: 0))
        }
    }

    @Test func `two tools follow one operation`() async throws {
        try await RunningControl.with { control in
            let (go, continue_) = AsyncStream<Void>.makeStream()
            let operation = try control.operations.start(.backup, by: .schedule) { voice in
                for await _ in go { break }
                voice.warn("careful")
                return done
            }
            async let first = control.vaultctl("ops", "watch", operation.id)
            async let second = control.vaultctl("ops", "watch", operation.id, "--json")
            continue_.yield()
            #expect(try await first == ToolRun(output: "succeeded\n", errors: "warning: careful\n", exit: 0))
            #expect(try await second.output.split(separator: "\n").count == 2)
        }
    }

    @Test func `an operation is cancelled on request, and its follower ends with it`() async throws {
        try await RunningControl.with { control in
            let operation = try control.operations.start(.backup, by: .schedule) { _ in
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never { break }
                throw CancellationError()
            }
            async let watch = control.vaultctl("ops", "watch", operation.id)
            #expect(try await control.vaultctl("ops", "cancel", operation.id).exit == 0)
            #expect(try await watch.exit == 1)
            let again = try await control.vaultctl("ops", "cancel", operation.id)
            #expect(again.exit == 1)
            #expect(again.errors.hasPrefix("vaultctl: The operation has ended, or cannot be stopped in the middle."))
        }
    }

    @Test func `a stop ends running operations and lets their followers see it`() async throws {
        let watch = try await RunningControl.with { control in
            let operation = try control.operations.start(.backup, by: .schedule) { _ in
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never { break }
                throw CancellationError()
            }
            let tool = try StartedTool(
                ToolRun.builtFolder + "/vaultctl", ["ops", "watch", operation.id, "--socket", control.socket])
            while control.operations.followers(of: operation.id) == 0 { await Task.yield() }
            return tool
        }
        let run = await watch.end()
        #expect(run == ToolRun(output: "cancelled\n", errors: "", exit: 1))
    }

    @Test func `the connection after the sixteenth is told to come back`() async throws {
        try await RunningControl.with { control in
            let held = try (0..<ControlLimits.connections).map { _ in try HeldConnection(to: control.socket) }
            // Each held connection has been served once, so the server knows it.
            for connection in held { #expect(try connection.asksForVersion()) }
            let answer = try await control.vaultctl("version")
            #expect(answer.exit == 75)
            #expect(answer.errors.hasPrefix("vaultctl: 16 control connections are open already.\n"))
            for connection in held { connection.close() }
        }
    }
}
