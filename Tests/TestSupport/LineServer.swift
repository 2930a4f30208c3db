import Foundation

/// A server of `Tests/Support`, on a port of its own, for the time of one test: it prints `ready PORT`, then a line of
/// JSON for each thing that it takes.
public final class LineServer: Sendable {
    public let port: Int
    private let program: ChildProgram
    private let input = Pipe()
    private let lines: AsyncStream<String>

    /// Starts `script` with its arguments.
    public init(_ script: String, _ arguments: [String]) async throws {
        let support = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Support").standardized.path
        let output = Pipe()
        // It ends with its standard input, so also when the tests end in the middle.
        program = try ChildProgram(
            support + "/python", ["\(support)/\(script)"] + arguments, input: input.fileHandleForReading.fileDescriptor,
            output: output.fileHandleForWriting.fileDescriptor, errors: STDERR_FILENO)
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        let (lines, continuation) = AsyncStream<String>.makeStream()
        self.lines = lines
        let handle = output.fileHandleForReading
        // Reading blocks, so it has a thread of its own.
        Thread.detachNewThread {
            var rest = ""
            while true {
                let piece = handle.nextPiece()
                guard !piece.isEmpty else { return continuation.finish() }
                rest += String(decoding: piece, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    continuation.yield(String(rest[..<end]))
                    rest = String(rest[rest.index(after: end)...])
                }
            }
        }
        var first: String?
        for await line in lines {
            first = line
            break
        }
        guard let first, first.hasPrefix("ready "), let port = Int(first.dropFirst(6)) else {
            throw DaemonTrouble("\(script) did not start")
        }
        self.port = port
    }

    deinit { end() }

    /// The next line, as its JSON value; nil when the server has ended. One reader.
    public func next() async throws -> [String: Any]? {
        for await line in lines {
            return try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
        return nil
    }

    /// Ends it, and returns once nobody listens on its port any more.
    public func stop() async {
        end()
        for await _ in lines {}
    }

    private func end() { program.send(SIGTERM) }
}

/// A certificate for `localhost` that only those trust who are given it.
public struct TestAuthority: Sendable {
    public let certificate: String
    public let key: String

    /// Makes one in `folder`.
    public init(in folder: String) async throws {
        certificate = folder + "/server.pem"
        key = folder + "/server.key"
        try await ToolRun.checked(
            "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    }
}
