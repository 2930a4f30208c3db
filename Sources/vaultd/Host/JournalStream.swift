import Foundation

/// Whether what is written to standard error ends up in the journal.
enum JournalStream {
    /// systemd says in `JOURNAL_STREAM` which device and inode it connected; only if standard error is still that
    /// socket may the journal be spoken to directly (systemd.exec(5)).
    static func isStandardError(environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
        guard let announced = environment["JOURNAL_STREAM"] else { return false }
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return announced == "\(status.st_dev):\(status.st_ino)"
    }
}
