import Foundation
import Synchronization

/// A real vaultd, the binary of this build, with its own state, ports and sockets in a folder of the test's own.
public final class DaemonProcess: Sendable {
    /// The folder of everything it has; short, since a socket's path has at most 107 bytes.
    public let folder: String
    /// Hears what it says to systemd.
    public let notify: NotifySocket
    private let program = Mutex<ChildProgram?>(nil)

    /// The settings file.
    public var settingsFile: String { folder + "/vaultd.yaml" }
    /// The control socket.
    public var controlSocket: String { folder + "/control.sock" }
    /// The state folder.
    public var state: String { folder + "/state" }
    /// The key file.
    public var keyFile: String { folder + "/keys/vaultd.keys" }
    /// What it wrote to standard error.
    public var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }

    /// Makes the folder and the settings file; `settings` adds or replaces values, by dotted key.
    public init(settings: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.path + "/vd" + String(UInt32.random(in: 0 ... .max), radix: 36)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        notify = try NotifySocket(folder: folder)
        try write(settings)
    }

    deinit {
        signal(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Writes the settings file anew.
    public func write(_ settings: [String: String]) throws {
        let values = defaults.merging(settings) { $1 }.sorted { $0.key < $1.key }
        var lines: [String] = []
        for (key, value) in values where !key.contains(".") { lines.append("\(key): \(value)") }
        for section in Set(values.compactMap { $0.key.contains(".") ? $0.key.prefix { $0 != "." } : nil }).sorted() {
            lines.append("\(section):")
            for (key, value) in values where key.hasPrefix(section + ".") {
                lines.append("  \(key.dropFirst(section.count + 1)): \(value)")
            }
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: settingsFile, atomically: true, encoding: .utf8)
    }

    /// Makes the key file and a test database of signatures.
    public func prepare() async throws {
        for arguments in [
            ["--config", settingsFile, "--init-keys", "--if-missing"], ["--write-test-signatures", folder + "/signatures"],
        ] {
            let (status, text) = try await run(arguments)
            guard status == 0 else { throw DaemonTrouble("vaultd \(arguments) ended with \(status): \(text)") }
        }
    }

    /// Runs vaultd with other arguments to its end; its status and all that it wrote.
    public func run(_ arguments: [String]) async throws -> (status: Int32, text: String) {
        let run = try await ToolRun.run(Self.binary("vaultd"), arguments, environment: ["NOTIFY_SOCKET": notify.path])
        return (run.exit, run.output + run.errors)
    }

    /// Starts it and returns once it has told systemd that it is ready: with the address of its pages.
    @discardableResult
    public func start(environment: [String: String] = [:], arguments: [String] = []) async throws -> String {
        let (log, output) = (folder + "/log", folder + "/out")
        let files = try [log, output].map { try FileHandle(forWritingTo: Self.emptied($0)) }
        let program = try ChildProgram(
            Self.binary("vaultd"), ["--config", settingsFile, "--announce"] + arguments,
            environment: self.environment(environment),
            output: files[1].fileDescriptor, errors: files[0].fileDescriptor)
        // A start that fails is heard of like a ready one.
        program.whenEnded { [notify, id = program.id] _ in notify.say("ENDED=\(id)") }
        self.program.withLock { $0 = program }
        guard await hears("READY=1") else { throw DaemonTrouble("vaultd ended at its start:\n\(self.log)") }
        let text = try String(contentsOfFile: output, encoding: .utf8)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("address: ") }) else {
            throw DaemonTrouble("no address: \(text)")
        }
        return String(line.dropFirst("address: ".count))
    }

    /// Waits until it has told systemd this; false when it ends first.
    public func hears(_ news: String) async -> Bool {
        let id = program.withLock { $0?.id } ?? 0
        return await notify.next(news, orEnd: "ENDED=\(id)")
    }

    /// Its process id while it runs.
    public var processID: Int32? { program.withLock { $0.flatMap { $0.isRunning ? $0.id : nil } } }

    /// Sends a signal.
    public func signal(_ number: Int32) { program.withLock { $0 }?.send(number) }

    /// Asks it to stop and returns its exit status.
    public func stop(with number: Int32 = SIGTERM) async -> Int32 {
        signal(number)
        return await exitStatus()
    }

    /// Waits for its end, when all that it told systemd has been heard; -1 where it was never started.
    public func exitStatus() async -> Int32 {
        guard let program = program.withLock({ $0 }) else { return -1 }
        let status = await program.end()
        while !notify.all.contains("ENDED=\(program.id)") { await Task.yield() }
        return status
    }

    private func environment(_ own: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment
            .merging(["SWIFT_BACKTRACE": "enable=no", "NOTIFY_SOCKET": notify.path]) { $1 }
            .merging(own) { $1 }
    }

    private static func emptied(_ path: String) throws -> URL {
        guard FileManager.default.createFile(atPath: path, contents: nil) else { throw DaemonTrouble("no file: \(path)") }
        return URL(filePath: path)
    }

    /// A program of this build: it lies beside the tests.
    public static func binary(_ name: String) throws -> String {
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let places = [tests.appending(path: name), root.appending(path: ".build/debug/\(name)")].map(\.path)
        guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw DaemonTrouble("\(name) is not built")
        }
        return found
    }

    private var defaults: [String: String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path
        return [
            "state": state,
            "keys.file": keyFile,
            "web.addresses": "[\"127.0.0.1\"]",
            "web.port": "0",
            "web.redirect-port": "0",
            "web.resources": root + "/Sources/vaultd/Resources",
            "control.socket": controlSocket,
            "control.group": "\"\"",
            "scanner.databases": folder + "/signatures",
            "documents.disk-reserve": "1 MiB",
            "signing-in.bcrypt-cost": "10",
        ]
    }
}
