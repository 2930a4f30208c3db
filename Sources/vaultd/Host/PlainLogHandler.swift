import Engine
import Glibc
import Logging

/// Writes readable lines to standard error, for whoever runs vaultd in a terminal.
struct PlainLogHandler: LogHandler {
    let label: String
    let threshold: LogThreshold
    var metadata: Logger.Metadata = [:]

    /// The shared threshold; a logger cannot have one of its own.
    var logLevel: Logger.Level {
        get { threshold.current }
        set { threshold.current = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        let line = Self.line(event.level, event.message.description, all, at: SystemClock().now())
        StandardStreams.error(line)
    }

    /// `2026-11-22T02:15:00Z notice  The service is up. port=443`
    static func line(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, at now: Moment) -> String {
        let name = level.rawValue.padding(toWidth: 8)
        let facts = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(oneLine("\($0.value)"))" }.joined()
        return "\(now.iso8601) \(name) \(oneLine(message))\(facts)"
    }

    /// A value from outside must not be able to forge a line.
    private static func oneLine(_ text: String) -> String {
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            ? String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }) : text
    }
}

/// The process's streams, written whole lines at a time.
enum StandardStreams {
    /// A line to standard output.
    static func output(_ line: String) { write(line, to: STDOUT_FILENO) }

    /// A line to standard error.
    static func error(_ line: String) { write(line, to: STDERR_FILENO) }

    private static func write(_ line: String, to descriptor: Int32) {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // A reader that went away is no reason to stop serving.
            guard written > 0 || (written < 0 && errno == EINTR) else { return }
            rest = rest.dropFirst(max(0, written))
        }
    }
}

extension String {
    fileprivate func padding(toWidth width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
