import CSystemd
import Glibc
import Logging

/// Writes log lines to the journal with their fields: `journalctl -o verbose` shows them, `journalctl VAULT_…=…`
/// searches them.
struct JournalLogHandler: LogHandler {
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
        JournalLine(level: event.level, message: event.message.description, label: label, metadata: all).send()
    }
}

/// One line of the journal.
struct JournalLine {
    /// `NAME=value`, as sd_journal_sendv(3) takes them.
    let fields: [String]

    init(level: Logger.Level, message: String, label: String, metadata: Logger.Metadata) {
        var fields = ["MESSAGE=\(message)", "PRIORITY=\(level.priority)", "SYSLOG_IDENTIFIER=vaultd", "VAULT_PART=\(label)"]
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            fields.append("VAULT_\(Self.fieldName(key))=\(value)")
        }
        if let name = metadata["event"], let event = JournalEvent(rawValue: "\(name)") {
            fields.append("MESSAGE_ID=\(event.messageID)")
        }
        self.fields = fields
    }

    /// A line that cannot be delivered is lost: there is no other place to say so.
    func send() {
        let buffers = fields.map { Array($0.utf8) }
        let total = buffers.reduce(0) { $0 + $1.count }
        withUnsafeTemporaryAllocation(byteCount: max(total, 1), alignment: 1) { memory in
            var vectors: [iovec] = []
            var offset = 0
            for buffer in buffers {
                UnsafeMutableRawBufferPointer(rebasing: memory[offset...]).copyBytes(from: buffer)
                vectors.append(iovec(iov_base: memory.baseAddress?.advanced(by: offset), iov_len: buffer.count))
                offset += buffer.count
            }
            _ = sd_journal_sendv(vectors, CInt(vectors.count))
        }
    }

    /// Field names are capitals, digits and underscores.
    private static func fieldName(_ key: String) -> String {
        String(
            key.uppercased().map { character in
                character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
            })
    }
}

extension Logger.Level {
    /// The priority of syslog(3).
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
