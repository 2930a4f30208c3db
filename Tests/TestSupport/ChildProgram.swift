import Engine
import Foundation
import Synchronization

/// A program that a test started. Foundation's `Process` reads past a buffer where over about a thousand descriptors are
/// open (its list of `/proc/self/fd`), as they are while hundreds of tests run at once, and takes the tests down.
public final class ChildProgram: Sendable {
    /// Its process id.
    public let id: pid_t
    private let state = Mutex(State())

    private struct State {
        var exit: Int32?
        var waiting: [@Sendable (Int32) -> Void] = []
    }

    /// Starts a program. `environment` nil: that of the tests. Streams that are not given are `/dev/null`; they stay the
    /// caller's, who closes its own copies.
    ///
    /// - Throws: `DaemonTrouble`.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil,
        input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil
    ) throws {
        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
        do {
            id = try ProgramStart([path] + arguments, environment: variables, streams: (input, output, errors)).run()
        } catch {
            throw DaemonTrouble("\(path) cannot be started: \(error.reason)")
        }
        Thread.detachNewThread { self.watch() }
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { state.withLock { $0.exit == nil } }

    /// Sends it a signal; nothing where it has ended.
    public func send(_ signal: Int32) { state.withLock { if $0.exit == nil { kill(id, signal) } } }

    /// Has `body` called once it has ended, with its exit code: that of a shell (128 + signal) where a signal ended it.
    public func whenEnded(_ body: @escaping @Sendable (Int32) -> Void) {
        let exit = state.withLock { state in
            if state.exit == nil { state.waiting.append(body) }
            return state.exit
        }
        if let exit { body(exit) }
    }

    /// Waits for its end; its exit code.
    public func end() async -> Int32 {
        await withCheckedContinuation { continuation in whenEnded { continuation.resume(returning: $0) } }
    }

    /// Waiting blocks, so it has a thread of its own. The id is given back under the lock, so that no signal ever
    /// reaches another process that got the same one.
    private func watch() {
        var facts = siginfo_t()
        while waitid(P_PID, id_t(id), &facts, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        var status: Int32 = 0
        let (exit, waiting) = state.withLock { state in
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            // WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2).
            let exit = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            defer { state.waiting = [] }
            state.exit = exit
            return (exit, state.waiting)
        }
        for body in waiting { body(exit) }
    }
}
