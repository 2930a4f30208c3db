import ControlAPI
import Dispatch
import Glibc
import Synchronization

/// Starts long work in the daemon and follows it to its end. The work belongs to the daemon: whoever stops watching
/// stops nothing.
struct OperationFollower: Sendable {
    let session: Session

    /// Starts what `request` asks for, and follows it unless told not to wait.
    ///
    /// - Returns: how it ended; nil when nobody waits.
    func start(_ request: ControlRequest, _ wait: WaitOptions) async throws -> OperationResult? {
        let operation = try await session.client.send(request, as: OperationReport.self)
        guard wait.noWait else { return try await follow(operation.id) }
        if session.output.isJSON {
            try session.output.document(operation)
        } else {
            session.output.line("operation \(operation.id) started; follow it with: vaultctl ops watch \(operation.id)")
        }
        return nil
    }

    /// Follows a running operation, or tells how it ended.
    ///
    /// - Throws: `ToolFailure` when the connection breaks off; `Ending` for every end but success.
    func follow(_ id: String) async throws -> OperationResult {
        let interrupt = detachOnInterrupt(id)
        defer { interrupt.cancel() }
        let progress = Mutex(ProgressView(output: session.output))
        let result = Mutex<OperationResult?>(nil)
        do {
            try await session.client.lines(ControlRequest(.get, ControlPath.events(ofOperation: id))) { line in
                if session.output.isJSON { session.output.raw(line) }
                let event = try ControlClient.decode(OperationEvent.self, from: line)
                if case .result(let end) = event.content { result.withLock { $0 = end } }
                progress.withLock { $0.show(event.content) }
            }
        } catch let failure as ToolFailure where failure.isUnreachable && result.withLock({ $0 }) == nil {
            progress.withLock { $0.end() }
            session.output.note("vaultctl: the operation may go on. Follow it again with: vaultctl ops watch \(id)")
            throw failure
        }
        progress.withLock { $0.end() }
        guard let end = result.withLock({ $0 }) else { throw ToolFailure.cutOff }
        return end
    }

    /// Prints how it ended and ends with its code.
    func finish(_ result: OperationResult?) throws {
        guard let result else { return }
        if !session.output.isJSON {
            for line in ResultLines.lines(result) {
                result.exit == .success ? session.output.success(line) : session.output.line(line)
            }
            if let error = result.error { Output.failure(error, isJSON: false) }
        }
        guard result.exit == .success else { throw Ending(result.exit) }
    }

    /// From its return on, an interrupt detaches.
    private func detachOnInterrupt(_ id: String) -> any DispatchSourceSignal {
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT)
        source.setEventHandler {
            let text =
                "\nDetached; the operation goes on. Follow it with: vaultctl ops watch \(id)\n"
                + "Stop it with: vaultctl ops cancel \(id)\n"
            Output.write(Array(text.utf8), to: STDERR_FILENO)
            Glibc._exit(ControlAPI.ExitCode.interrupted.rawValue)
        }
        // A source is installed by another thread; until then an interrupt would be lost.
        let installed = DispatchSemaphore(value: 0)
        source.setRegistrationHandler { installed.signal() }
        source.resume()
        installed.wait()
        return source
    }
}
