import Engine
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import vaultd

@Suite struct ControlSocketTests {
    /// Leaves a socket that nobody listens on.
    private static func stale(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let done = try UnixAddress.with(path) { bind(descriptor, $0, $1) }
        close(descriptor)
        #expect(done == 0)
    }

    @Test func `without a group the socket is its owner's alone, and gone after the stop`() async throws {
        let path = try await RunningControl.with { control in
            #expect(FileStatus(path: control.socket)?.isSocket(0o600) == true)
            return control.socket
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(.enabled(if: geteuid() == 0))
    func `the socket belongs to the operators' group`() async throws {
        var choice = RunningControl.Choice()
        choice.authority = ControlAuthority(daemonUser: 0, group: 4242)
        try await RunningControl.with(choice) { control in
            #expect(FileStatus(path: control.socket)?.isSocket(0o660) == true)
            #expect(FileStatus(path: control.socket)?.group == 4242)
        }
    }

    @Test func `a stale socket is replaced`() async throws {
        var choice = RunningControl.Choice()
        choice.prepare = { try Self.stale($0) }
        try await RunningControl.with(choice) { control in
            let run = try await control.vaultctl("version")
            #expect(run.exit == 0)
        }
    }

    @Test func `something else than a socket is never deleted`() async throws {
        let seen = Seen()
        var choice = RunningControl.Choice()
        choice.prepare = { path in
            try Data("dear".utf8).write(to: URL(filePath: path))
            seen.descriptor.withLock { $0 = open(path, O_RDONLY) }
        }
        let failure = await #expect(throws: VaultFailure.self) { try await RunningControl.with(choice) { _ in } }
        #expect(failure?.code == .settingsUnusable)
        #expect(failure?.sentence.contains("vaultd does not delete it") == true)
        #expect(FileStatus(descriptor: seen.descriptor.withLock { $0 })?.size == 4)
    }

    @Test func `a socket on which another daemon answers is left to it`() async throws {
        try await RunningControl.with { first in
            let logger = ControlTestLog.silent
            let socket = ControlSocket.bind(path: first.socket, group: nil)
            let before = try #require(FileStatus(path: first.socket)).inode
            await #expect(throws: VaultFailure(.addressInUse)) {
                _ = try await socket.open(ControlTestLog.bootstrap, logger: logger)
            }
            #expect(FileStatus(path: first.socket)?.inode == before)
            let run = try await first.vaultctl("version")
            #expect(run.exit == 0)
        }
    }

    @Test func `a file is only ours while it is the same file`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/so\(UInt32.random(in: 0 ... .max))"
        try Self.stale(path)
        let ours = try #require(SocketFile(at: path))
        unlink(path)
        try Self.stale(path + "2")
        try Self.stale(path)
        ours.remove()
        #expect(FileManager.default.fileExists(atPath: path))
        try #require(SocketFile(at: path)).remove()
        #expect(!FileManager.default.fileExists(atPath: path))
        unlink(path + "2")
    }

    @Test func `a group that does not exist gives nobody a right`() {
        #expect(ControlAuthority(groupNamed: "no-such-group-here", logger: ControlTestLog.silent).group == nil)
        #expect(ControlAuthority(groupNamed: "", logger: ControlTestLog.silent).group == nil)
        #expect(ControlAuthority(groupNamed: "adm", logger: ControlTestLog.silent).group == 4)
    }
}

/// A descriptor that outlives the folder of a test.
private final class Seen: Sendable {
    let descriptor = Mutex<Int32>(-1)
}
