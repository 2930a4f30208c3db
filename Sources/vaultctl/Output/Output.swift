import ControlAPI
import Glibc

/// Where everything that is said goes: data to standard output, all else to standard error.
struct Output: Sendable {
    let isJSON: Bool
    let isQuiet: Bool
    let isVerbose: Bool
    /// Whether standard output may carry colours.
    let hasColour: Bool
    /// Whether bars may be drawn on standard error.
    let hasBars: Bool
    /// Columns of the terminal behind standard error.
    let width: Int

    /// The choices of the command line.
    init(_ options: GlobalOptions) {
        let errors = Terminal(descriptor: STDERR_FILENO)
        isJSON = options.json
        isQuiet = options.quiet
        isVerbose = options.verbose
        hasColour = !options.noColor && getenv("NO_COLOR") == nil && Terminal(descriptor: STDOUT_FILENO).isInteractive
        hasBars = errors.isInteractive && !options.quiet && !options.json
        width = errors.width
    }

    /// A line of data.
    func line(_ text: String) { Self.write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    /// A line of data that only says that all went well.
    func success(_ text: String) {
        if !isQuiet { line(text) }
    }

    /// A value as one JSON document.
    func document(_ value: some Encodable) throws {
        Self.write(try ControlJSON.document(value) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
    }

    /// A line of JSON, as it came.
    func raw(_ bytes: [UInt8]) { Self.write(bytes + [UInt8(ascii: "\n")], to: STDOUT_FILENO) }

    /// A line for the person who waits; not with `--quiet`.
    func note(_ text: String) {
        if !isQuiet { Self.write(Array((text + "\n").utf8), to: STDERR_FILENO) }
    }

    /// A line that only `--verbose` shows.
    func detail(_ text: String) {
        if isVerbose { note(text) }
    }

    /// Draws over the present line of the terminal.
    func bar(_ text: String) { Self.write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO) }

    /// Leaves the present line of the terminal as it is.
    func endBar() { Self.write([UInt8(ascii: "\n")], to: STDERR_FILENO) }

    /// What went wrong: two lines for people, one JSON document with `--json`. Always shown.
    static func failure(_ report: ErrorReport, isJSON: Bool) {
        if isJSON, let bytes = try? ControlJSON.line(ErrorEnvelope(report)) {
            return write(bytes + [UInt8(ascii: "\n")], to: STDERR_FILENO)
        }
        var text = "vaultctl: \(Printable.text(report.message))"
        if !report.id.isEmpty { text += " [\(report.code) \(report.id)]" }
        text += "\n"
        if let hint = report.hint { text += "  try: \(Printable.text(hint))\n" }
        write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Writes everything, or ends: there is nobody left to tell that the reader of the output has gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { Glibc.exit(ExitCode.failed.rawValue) }
                rest = rest.dropFirst(count)
            }
        }
    }
}
