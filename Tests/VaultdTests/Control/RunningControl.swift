import ControlAPI
import Engine
import Foundation
import Logging
import ServiceLifecycle
import TestSupport

@testable import vaultd

/// A control server on a socket of its own, beside a test.
final class RunningControl: Sendable {
    let socket: String
    let operations: OperationTable

    private init(socket: String, operations: OperationTable) {
        self.socket = socket
        self.operations = operations
    }

    /// What a test may choose.
    struct Choice: Sendable {
        var slot = VaultSlot()
        var authority = ControlAuthority(daemonUser: geteuid(), group: nil)
        var groupName = "vaultadm"
        /// What lies at the socket's path before.
        var prepare: @Sendable (String) throws -> Void = { _ in }
    }

    /// Serves while `body` runs, then stops.
    static func with<Value: Sendable>(
        _ choice: Choice = Choice(), _ body: @Sendable (RunningControl) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vc\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Others must be able to come near the socket for the server to refuse them.
        chmod(folder.path, 0o755)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let path = folder.appending(path: "s").path
        try choice.prepare(path)
        let clock = ManualClock(Moment(seconds: 1_795_000_000))
        let operations = OperationTable(clock: clock, logger: logger)
        let routes = ControlRoutes(
            slot: choice.slot, operations: operations,
            facts: {
                HostFacts(
                    version: "0.1.0", host: "test", address: "https://test", startedAt: clock.now(), certificate: nil)
            },
            reload: { _ in ReloadReport(changed: ["certificate"], needsRestart: []) },
            certificate: { _, _ in
                CertificateReport(names: ["test"], notAfter: .now, isSelfSigned: false, fingerprint: "AA", warnings: [])
            },
            authority: choice.authority, groupName: choice.groupName, languages: ["fr", "en"], clock: clock)
        let server = ControlServer(
            socket: .bind(path: path, group: choice.authority.group), routes: routes, clock: clock, logger: logger)
        try await server.open()
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            defer { tasks.cancelAll() }
            let value = try await body(RunningControl(socket: path, operations: operations))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return value
        }
    }

    /// Runs the real tool against it.
    func vaultctl(_ arguments: String...) async throws -> ToolRun {
        try await ToolRun.built("vaultctl", arguments + ["--socket", socket])
    }

    /// Runs curl against it, as another user where `setpriv` has arguments.
    func curl(_ arguments: [String], as setpriv: [String] = []) async throws -> Answer {
        let all = ["--silent", "--max-time", "20", "--include", "--unix-socket", socket] + arguments
        let run =
            setpriv.isEmpty
            ? try await ToolRun.run("/usr/bin/curl", all)
            : try await ToolRun.run("/usr/bin/setpriv", setpriv + ["/usr/bin/curl"] + all)
        return Answer(run.output)
    }

    /// An HTTP answer as curl prints it.
    struct Answer: Sendable {
        let status: Int
        let headers: String
        let body: String

        init(_ text: String) {
            let plain = text.replacing("\r\n", with: "\n")
            let parts = plain.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
            headers = String(parts.first ?? "").lowercased()
            body = parts.count > 1 ? String(parts[1]) : ""
            status = headers.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }

        /// The report in an answer that is no success.
        var error: ErrorReport {
            get throws { try ControlJSON.decode(ErrorEnvelope.self, from: Array(body.utf8)).error }
        }

        func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try ControlJSON.decode(type, from: Array(body.utf8))
        }
    }
}
