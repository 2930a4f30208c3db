import ControlAPI
import Engine
import Foundation

extension StatusReport.Documents {
    /// What is kept, as the control socket answers it.
    init(_ status: EngineStatus) {
        self.init(count: status.documents.count, bytes: status.documents.bytes)
        accounts = status.documents.accounts
        catalogBytes = status.documents.catalogBytes
        readOnlyBecause = status.disk.readOnlyBecause
    }
}

extension StatusReport.Keys {
    init(_ keys: EngineStatus.Keys) {
        self.init(currentTerm: keys.currentTerm, terms: keys.terms)
        currentSince = keys.currentSince.date
        pending = keys.pending
    }
}

extension StatusReport.Scanner {
    init(_ status: ScannerStatus) {
        let state: String
        var problem = status.problem
        switch status.state {
        case .loading: state = "loading"
        case .ready: state = "ready"
        case .failed(let reason):
            state = "failed"
            problem = reason
        }
        self.init(
            state: state, version: status.libraryVersion, signatures: status.signatureCount,
            files: status.files.map(\.name), isTestDatabase: status.isTestDatabase, scans: status.scansDone)
        self.problem = problem
        builtAt = status.builtAt?.date
        selfTestAt = status.lastSelfTest?.at.date
        selfTestPassed = status.lastSelfTest?.passed
    }
}

extension StatusReport.Backup {
    init(_ backup: EngineStatus.Backup) {
        self.init(kept: backup.kept, keepDays: backup.keepDays)
        last = backup.last.map { SnapshotReport($0) }
        lastFailure = backup.lastRun.flatMap { $0.result == .failed ? $0.note : nil }
        nextAt = backup.nextAt.date
        checkedAt = backup.verification.lastRun?.finishedAt?.date
        nextCheckAt = backup.verification.nextAt?.date
        drilledAt = backup.drill.lastRun?.finishedAt?.date
        nextDrillAt = backup.drill.nextAt?.date
    }
}

extension StatusReport.Purge {
    init(_ purge: EngineStatus.Purge) {
        self.init()
        lastAt = purge.lastRun?.finishedAt?.date
        nextAt = purge.nextAt.date
    }
}

extension StatusReport.SetAside {
    /// Nil where nothing was set aside.
    init?(_ setAside: EngineStatus.SetAside) {
        guard setAside.files > 0 else { return nil }
        self.init(files: setAside.files, bytes: setAside.bytes)
        nextGoesAt = setAside.nextGoesAt?.date
    }
}

extension StatusReport.Alert {
    /// The engine's sentences begin small and have no full stop; here they stand alone.
    init(_ alert: Health.Alert) {
        let message = alert.message.prefix(1).uppercased() + alert.message.dropFirst()
        self.init(
            alert.level == .critical ? .critical : .degraded, message.hasSuffix(".") ? message : message + ".",
            hint: alert.hint)
    }
}
