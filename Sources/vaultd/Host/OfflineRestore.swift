import ArgumentParser
import ControlAPI
import Engine
import Glibc
import Synchronization

/// `vaultd --restore`: makes a store out of a snapshot in the empty state folder of the settings, while no daemon runs.
///
/// `vaultctl restore` becomes this, so it ends with the codes of `vaultctl`, and speaks JSON when asked.
struct OfflineRestore {
    let settings: Settings
    let folder: String
    /// Which snapshot; nil for the newest.
    let snapshot: String?
    let erased: Restore.Erased
    let isJSON: Bool

    /// - Throws: `ArgumentParser.ExitCode` once everything has been said.
    func run() async throws {
        do {
            let summary = try await restored()
            if isJSON { try document(summary) } else { lines(summary) }
            guard summary.isComplete else { throw ArgumentParser.ExitCode(ControlAPI.ExitCode.incomplete.rawValue) }
        } catch let failure as VaultFailure {
            complain(failure)
            throw ArgumentParser.ExitCode(failure.exitCode.rawValue)
        }
    }

    private func restored() async throws -> RestoreSummary {
        let placement = KeyFilePlacement(allowInState: settings.keys.allowInState, state: settings.state)
        let restore = Restore(
            snapshotFolder: folder,
            choice: SnapshotChoice(snapshot ?? "latest"),
            settings: settings,
            keyFile: try KeyFile.load(path: settings.keys.file, placement: placement),
            erased: erased
        )
        return try await restore.run(by: Self.caller, progress: isJSON ? NoProgress() : ProgressLines())
    }

    private func lines(_ summary: RestoreSummary) {
        StandardStreams.output("restored snapshot \(summary.snapshot) of \(summary.madeAt.iso8601)")
        StandardStreams.output("\(summary.documents) documents, \(summary.bytes) bytes, verified")
        if summary.lost > 0 {
            StandardStreams.error("vaultd: \(summary.lost) documents were missing already when it was made")
        }
        for damage in summary.damaged { StandardStreams.error("vaultd: not restored: \(damage)") }
        if summary.erasedAgain > 0 {
            StandardStreams.output("\(summary.erasedAgain) documents were erased after it was made, and stay erased")
        }
        if summary.accountsErasedAgain > 0 {
            StandardStreams.output(
                "\(summary.accountsErasedAgain) accounts were deleted after it was made, and stay deleted")
        }
        if summary.accountsBroughtBack > 0 {
            StandardStreams.error(
                "vaultd: \(summary.accountsBroughtBack) accounts that were deleted since are back, with their passwords. Delete anew what was meant to go."
            )
        }
        if summary.broughtBack > 0 {
            StandardStreams.error(
                "vaultd: \(summary.broughtBack) documents that people had deleted since are back. They were told that nobody can bring them back: tell them, and delete what was meant to go."
            )
        }
        for warning in summary.warnings { StandardStreams.error("vaultd: \(warning)") }
        StandardStreams.output("Start vaultd now; everyone signs in anew.")
    }

    private func document(_ summary: RestoreSummary) throws {
        var report = RestoreReport(
            snapshot: summary.snapshot, madeAt: summary.madeAt.date, documents: summary.documents, bytes: summary.bytes,
            lost: summary.lost, damaged: summary.damaged, erasedAgain: summary.erasedAgain,
            broughtBack: summary.broughtBack, warnings: summary.warnings)
        report.accountsErasedAgain = summary.accountsErasedAgain
        report.accountsBroughtBack = summary.accountsBroughtBack
        StandardStreams.output(String(decoding: try ControlJSON.document(report), as: UTF8.self))
    }

    /// No daemon runs that could list the snapshots.
    private func complain(_ failure: VaultFailure) {
        let seeFolder: String? =
            switch failure.code {
            case .snapshotUnknown: "ls \(folder)"
            case .snapshotDamaged: "Name an older one: ls \(folder)"
            default: nil
            }
        guard isJSON else {
            for line in Complaint.lines(about: failure, hint: seeFolder) { StandardStreams.error(line) }
            return
        }
        let report = ErrorReport(
            code: failure.code.rawValue, message: failure.sentence, hint: seeFolder ?? failure.hint,
            retryable: failure.report.retryable, id: failure.id, exit: failure.exitCode)
        let line = (try? ControlJSON.line(ErrorEnvelope(report))) ?? []
        StandardStreams.error(String(decoding: line, as: UTF8.self))
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
