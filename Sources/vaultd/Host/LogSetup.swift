import Logging

/// Chooses where log lines go: to the journal with fields, or readable to standard error.
enum LogSetup {
    /// A factory of loggers that share one threshold.
    static func logger(level: String) -> (logger: Logger, threshold: LogThreshold) {
        let threshold = LogThreshold(Logger.Level(rawValue: level) ?? .info)
        let toJournal = JournalStream.isStandardError()
        let logger = Logger(label: "vaultd") { label -> any LogHandler in
            if toJournal { return JournalLogHandler(label: label, threshold: threshold) }
            return PlainLogHandler(label: label, threshold: threshold)
        }
        return (logger, threshold)
    }
}

extension Logger {
    /// One line about an event that operators may search for.
    func report(_ event: JournalEvent, _ level: Logger.Level, _ message: Logger.Message, _ facts: Logger.Metadata = [:]) {
        log(level: level, message, metadata: facts.merging(["event": .string(event.rawValue)]) { own, _ in own })
    }
}
