import Engine
import Glibc
import Synchronization

/// `vaultd --restore`: makes a store out of a snapshot in the empty state folder of the settings, while no daemon runs.
struct OfflineRestore {
    let settings: Settings
    let folder: String
    /// Which snapshot; nil for the newest.
    let snapshot: String?
    let erased: Restore.Erased

    func run() async throws {
        let placement = KeyFilePlacement(allowInState: settings.keys.allowInState, state: settings.state)
        let restore = Restore(
            snapshotFolder: folder,
            choice: SnapshotChoice(snapshot ?? "latest"),
            settings: settings,
            keyFile: try KeyFile.load(path: settings.keys.file, placement: placement),
            erased: erased
        )
        let summary = try await restore.run(by: Self.caller, progress: ProgressLines())
        StandardStreams.output("restored snapshot \(summary.snapshot) of \(summary.madeAt.iso8601)")
        StandardStreams.output("\(summary.documents) documents, \(summary.bytes) bytes, verified")
        if summary.lost > 0 { StandardStreams.error("vaultd: \(summary.lost) documents were missing already when it was made") }
        if summary.erasedAgain > 0 {
            StandardStreams.output("\(summary.erasedAgain) documents were erased after it was made, and stay erased")
        }
        if summary.broughtBack > 0 {
            StandardStreams.error(
                "vaultd: \(summary.broughtBack) documents that people had deleted since are back. They were told that nobody can bring them back: tell them, and delete what was meant to go.")
        }
        for warning in summary.warnings { StandardStreams.error("vaultd: \(warning)") }
        StandardStreams.output("Start vaultd now; everyone signs in anew.")
    }

    /// Whoever may read the key file and write the state folder acts as the operator.
    private static var caller: Actor {
        .operator(OperatorIdentity(user: getuid(), group: getgid(), process: getpid(), claimed: nil))
    }
}

/// Says how far a job is, in lines, and not more often than somebody wants to read.
final class ProgressLines: ProgressSink {
    private let last = Mutex<(phase: String, tenth: Int)>(("", -1))

    func report(_ progress: JobProgress) {
        let tenth = progress.total.map { $0 > 0 ? progress.done * 10 / $0 : 10 } ?? 0
        let isNew = last.withLock { last in
            guard last.phase != progress.phase || last.tenth != tenth else { return false }
            last = (progress.phase, tenth)
            return true
        }
        guard isNew else { return }
        let total = progress.total.map { " of \($0)" } ?? ""
        StandardStreams.error("\(progress.phase): \(progress.done)\(total) \(progress.unit)")
    }
}
