import ControlAPI
import Foundation

/// Values that the tests render: fixed, so that whole outputs compare.
enum Samples {
    /// 2026-11-22T02:20:00Z
    static let now = Date(timeIntervalSince1970: 1_795_314_000)
    static let operation = "0123456789abcdef0123456789abcdef"

    static var healthy: StatusReport {
        var report = StatusReport(
            version: "0.1.0", health: .healthy, store: .open, host: "vault1.example.org", now: now,
            startedAt: now.addingTimeInterval(-(12 * 86400 + 4 * 3600)))
        report.address = "https://vault1.example.org"
        var documents = StatusReport.Documents(count: 48213, bytes: 65_900_000_000)
        documents.accounts = 120
        documents.catalogBytes = 432_013_312
        report.documents = documents
        var keys = StatusReport.Keys(currentTerm: 2, terms: [1, 2])
        keys.currentSince = now.addingTimeInterval(-41 * 86400)
        report.keys = keys
        var scanner = StatusReport.Scanner(
            state: "ready", version: "1.4.6", signatures: 8_721_334, files: ["daily.cvd", "main.cvd"],
            isTestDatabase: false, scans: 912)
        scanner.builtAt = now.addingTimeInterval(-6 * 3600)
        scanner.selfTestAt = now.addingTimeInterval(-1200)
        scanner.selfTestPassed = true
        report.scanner = scanner
        var backup = StatusReport.Backup(kept: 5, keepDays: 5)
        backup.last = snapshot
        backup.nextAt = now.addingTimeInterval(86100)
        report.backup = backup
        var purge = StatusReport.Purge()
        purge.nextAt = now.addingTimeInterval(4200)
        purge.due = 14
        report.purge = purge
        report.certificate = StatusReport.Certificate(
            names: ["vault1.example.org"], issuer: "Let's Encrypt R11", notAfter: now.addingTimeInterval(61 * 86400),
            isSelfSigned: false)
        report.disk = StatusReport.Disk(free: 229_780_750_336, total: 429_496_729_600, reserve: 268_435_456)
        return report
    }

    static var setAside: StatusReport.SetAside {
        var setAside = StatusReport.SetAside(files: 3, bytes: 1_258_291)
        setAside.nextGoesAt = now.addingTimeInterval(30 * 86400)
        return setAside
    }

    static var snapshot: SnapshotReport {
        var snapshot = SnapshotReport(
            id: "2026-11-22T021500Z-9f3k", madeAt: now.addingTimeInterval(-300), bytes: 66_357_000_000, documents: 48213)
        snapshot.newBytes = 222_298_112
        snapshot.verifiedAt = now.addingTimeInterval(-200)
        return snapshot
    }

    static func running(_ kind: OperationName) -> OperationReport {
        OperationReport(
            id: operation, kind: kind, state: .running, startedAt: now, endedAt: nil, startedBy: "uid 0",
            canCancel: true, progress: nil, result: nil)
    }

    static func event(_ content: OperationEvent.Content) -> OperationEvent {
        OperationEvent(operation: operation, content)
    }

    static var backupResult: OperationResult {
        var result = OperationResult(status: .succeeded, exit: .success)
        var made = snapshot
        made.seconds = 112
        made.removed = ["2026-11-17T021500Z-77qd"]
        result.snapshot = made
        return result
    }
}
