import Foundation
import Synchronization

/// A real vaultd, the binary of this build, with its own state, ports and sockets in a folder of the test's own.
public final class DaemonProcess: Sendable {
    /// The folder of everything it has; short, since a socket's path has at most 107 bytes.
    public let folder: String
    /// Hears what it says to systemd.
    public let notify: NotifySocket
    private let process = Mutex<Process?>(nil)

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
    public func prepare() throws {
        for arguments in [
            ["--config", settingsFile, "--init-keys", "--if-missing"], ["--write-test-signatures", folder + "/signatures"],
        ] {
            let (status, text) = try run(arguments)
            guard status == 0 else { throw DaemonTrouble("vaultd \(arguments) ended with \(status): \(text)") }
        }
    }

    /// Runs vaultd with other arguments to its end; its status and all that it wrote.
    public func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = try makeProcess(arguments)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = pipe.fileHandleForReading.wholeText()
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    /// Starts it and returns once it has told systemd that it is ready: with the address of its pages.
    @discardableResult
    public func start(environment: [String: String] = [:], arguments: [String] = []) async throws -> String {
        let process = try makeProcess(["--config", settingsFile, "--announce"] + arguments)
        process.environment = process.environment?.merging(environment) { $1 }
        let output = folder + "/out"
        for path in [folder + "/log", output] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardError = FileHandle(forWritingAtPath: folder + "/log")
        process.standardOutput = FileHandle(forWritingAtPath: output)
        // A start that fails is heard of like a ready one.
        process.terminationHandler = { [notify] in notify.say("ENDED=\($0.processIdentifier)") }
        try process.run()
        self.process.withLock { $0 = process }
        guard await hears("READY=1") else { throw DaemonTrouble("vaultd ended at its start:\n\(log)") }
        let text = try String(contentsOfFile: output, encoding: .utf8)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("address: ") }) else {
            throw DaemonTrouble("no address: \(text)")
        }
        return String(line.dropFirst("address: ".count))
    }

    /// Waits until it has told systemd this; false when it ends first.
    public func hears(_ news: String) async -> Bool {
        let pid = process.withLock { $0?.processIdentifier } ?? 0
        return await notify.next(news, orEnd: "ENDED=\(pid)")
    }

    /// Its process id while it runs.
    public var processID: Int32? { process.withLock { $0.flatMap { $0.isRunning ? $0.processIdentifier : nil } } }

    /// Sends a signal.
    public func signal(_ number: Int32) {
        process.withLock { process in
            guard let process, process.isRunning else { return }
            _ = Foundation.kill(process.processIdentifier, number)
        }
    }

    /// Asks it to stop and returns its exit status.
    public func stop(with number: Int32 = SIGTERM) async -> Int32 {
        signal(number)
        return await exitStatus()
    }

    /// Waits for its end. Blocks a thread of its own.
    public func exitStatus() async -> Int32 {
        guard let process = process.withLock({ $0 }) else { return -1 }
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }
        }
    }

    private func makeProcess(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: try Self.binary("vaultd"))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["SWIFT_BACKTRACE": "enable=no", "NOTIFY_SOCKET": notify.path]) { $1 }
        return process
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
