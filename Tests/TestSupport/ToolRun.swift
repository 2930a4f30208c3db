import Foundation

/// A program that was run to its end, with everything it said.
public struct ToolRun: Sendable, Equatable {
    public let output: String
    public let errors: String
    /// Its exit code; that of a shell (128 + signal) where a signal ended it.
    public let exit: Int32

    /// What a test expects.
    public init(output: String, errors: String, exit: Int32) {
        self.output = output
        self.errors = errors
        self.exit = exit
    }

    /// Runs a program of this build, such as `vaultctl`.
    public static func built(
        _ name: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> ToolRun {
        try await run(builtFolder + "/" + name, arguments, input: input, environment: environment)
    }

    /// Runs a program. It gets `environment` besides `PATH`, and nothing else from the one who runs the tests.
    public static func run(
        _ path: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> ToolRun {
        let started = try StartedTool(path, arguments, environment: environment)
        try started.write(input)
        return await started.end()
    }

    /// Runs a program that has to succeed; what it wrote to standard output.
    @discardableResult
    public static func checked(_ path: String, _ arguments: String...) async throws -> String {
        let run = try await run(path, arguments)
        guard run.exit == 0 else { throw DaemonTrouble("\(path) ended with \(run.exit): \(run.errors)") }
        return run.output
    }

    /// The folder of this build's programs: that of the test program itself.
    public static let builtFolder: String =
        ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
            ($0 as NSString).deletingLastPathComponent
        }) ?? "."
}

/// A program that runs.
public final class StartedTool: Sendable {
    private let program: ChildProgram
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()

    /// Starts a program.
    public init(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let base = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8"]
        program = try ChildProgram(
            path, arguments, environment: base.merging(environment) { _, own in own },
            input: input.fileHandleForReading.fileDescriptor, output: output.fileHandleForWriting.fileDescriptor,
            errors: errors.fileHandleForWriting.fileDescriptor)
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        try errors.fileHandleForWriting.close()
    }

    /// Its process id.
    public var id: Int32 { program.id }

    /// Gives it its whole standard input.
    public func write(_ text: String) throws {
        if !text.isEmpty { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }
        try input.fileHandleForWriting.close()
    }

    /// Sends it a signal.
    public func send(_ signal: Int32) { program.send(signal) }

    /// Waits until it has written `text` to standard error, and returns what it has written there so far.
    public func errors(until text: String) async -> String {
        let handle = errors.fileHandleForReading
        return await Self.reading {
            var all = ""
            while !all.contains(text) {
                let piece = handle.nextPiece()
                guard !piece.isEmpty else { break }
                all += String(decoding: piece, as: UTF8.self)
            }
            return all
        }
    }

    /// Waits for its end.
    public func end() async -> ToolRun {
        let out = output.fileHandleForReading
        let err = errors.fileHandleForReading
        async let said = Self.reading { out.wholeText() }
        async let complained = Self.reading { err.wholeText() }
        return await ToolRun(output: said, errors: complained, exit: program.end())
    }

    /// Reading blocks, so it has a thread of its own.
    private static func reading(_ body: @escaping @Sendable () -> String) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
