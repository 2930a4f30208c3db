import ControlAPI
import FoundationEssentials

/// The whole picture in one screen of 80 columns by 24 lines. Pure: the same report gives the same lines.
struct StatusScreen {
    private static let indent = 12

    let report: StatusReport
    let width: Int
    let hasColour: Bool

    /// The lines from top to bottom.
    var lines: [String] {
        var lines = [title]
        lines += row("Service", [report.address ?? "no web address yet", "store \(report.store.rawValue)"])
        if let documents = report.documents { lines += row("Documents", parts(documents)) }
        if let keys = report.keys { lines += row("Keys", parts(keys)) }
        if let scanner = report.scanner { lines += row("Scanner", parts(scanner)) }
        if let backup = report.backup { lines += row("Backup", parts(backup)) + row("Checks", checks(backup)) }
        if let purge = report.purge { lines += row("Purge", parts(purge)) }
        if let setAside = report.setAside { lines += row("Set aside", parts(setAside)) }
        if let certificate = report.certificate { lines += row("TLS", parts(certificate)) }
        if let disk = report.disk { lines += row("Disk", parts(disk)) }
        if let notices = report.notices, !notices.channels.isEmpty || notices.openAlerts > 0 {
            lines += row("Notices", parts(notices))
        }
        for operation in report.operations where operation.state == .running {
            lines += row("Running", parts(operation))
        }
        for alert in report.alerts { lines += text(of: alert) }
        return lines.map(Printable.text).map(coloured)
    }

    private var title: String {
        let seconds = report.now.timeIntervalSince(report.startedAt)
        return [
            "vaultd \(report.version)", report.health.rawValue, "up \(Durations.text(seconds: seconds))",
            "host \(report.host)", "\(Durations.moment(report.now)) UTC",
        ].joined(separator: "   ")
    }

    private func parts(_ documents: StatusReport.Documents) -> [String] {
        [
            Sizes.count(documents.count, "document"), Sizes.text(documents.bytes),
            documents.accounts.map { Sizes.count($0, "account") },
            documents.catalogBytes.map { "catalog \(Sizes.text($0))" },
        ].compactMap { $0 }
    }

    private func parts(_ keys: StatusReport.Keys) -> [String] {
        let age = keys.currentSince.map { " (\(ago($0)))" } ?? ""
        let terms = keys.terms.map(String.init).joined(separator: ", ")
        return [
            "master key of term \(keys.currentTerm)\(age)", keys.terms.count > 1 ? "key file holds terms \(terms)" : nil,
            keys.pending.flatMap { $0 > 0 ? "\(Sizes.count($0)) to wrap anew" : nil },
        ].compactMap { $0 }
    }

    private func parts(_ scanner: StatusReport.Scanner) -> [String] {
        let age = scanner.builtAt.map { " (\(ago($0)) old)" } ?? ""
        let selfTest = scanner.selfTestPassed.map { passed in
            "self-test \(passed ? "ok" : "FAILED")" + (scanner.selfTestAt.map { " \(moment($0))" } ?? "")
        }
        return [
            scanner.state, "libclamav \(scanner.version)",
            scanner.isTestDatabase
                ? "TEST DATABASE: \(Sizes.count(scanner.signatures, "signature")), protects from nothing"
                : "\(Sizes.count(scanner.signatures, "signature"))\(age)",
            selfTest, Sizes.count(scanner.scans, "scan"),
        ].compactMap { $0 }
    }

    private func parts(_ backup: StatusReport.Backup) -> [String] {
        let last = backup.last.map { last in
            "last \(moment(last.madeAt)) \(Sizes.text(last.bytes)) \(verified(last))"
        }
        return [
            last ?? "none yet", "kept \(backup.kept) (\(Sizes.count(backup.keepDays, "day")))",
            backup.nextAt.map { "next \(moment($0))" },
        ].compactMap { $0 }
    }

    private func verified(_ snapshot: SnapshotReport) -> String {
        guard let verified = snapshot.verifiedAt else { return "NOT VERIFIED" }
        return verified < snapshot.madeAt ? "new files verified" : "verified"
    }

    /// How the snapshots are proved; nothing where a daemon does not tell.
    private func checks(_ backup: StatusReport.Backup) -> [String] {
        [
            check("read whole", backup.checkedAt, next: backup.nextCheckAt),
            check("restored for trial", backup.drilledAt, next: backup.nextDrillAt),
        ].compactMap { $0 }
    }

    private func check(_ name: String, _ last: Date?, next: Date?) -> String? {
        guard last != nil || next != nil else { return nil }
        return "\(name) \(last.map(moment) ?? "not yet"), next \(next.map(moment) ?? "never")"
    }

    private func parts(_ purge: StatusReport.Purge) -> [String] {
        [
            purge.nextAt.map { "next \(moment($0))" }, purge.due.map { "due \(Sizes.count($0))" },
            purge.lastAt.map { "last \(moment($0))" },
        ].compactMap { $0 }
    }

    private func parts(_ setAside: StatusReport.SetAside) -> [String] {
        [
            "\(Sizes.count(setAside.files, "document file")) that no safe lists", Sizes.text(setAside.bytes),
            setAside.nextGoesAt.map { "deleted from \(moment($0)) on" } ?? "kept until you decide",
        ]
    }

    private func parts(_ certificate: StatusReport.Certificate) -> [String] {
        let left = certificate.notAfter.timeIntervalSince(report.now)
        let issuer = certificate.isSelfSigned ? "self-signed" : certificate.issuer
        return [
            left > 0 ? "certificate ends in \(Durations.rough(seconds: left))" : "certificate has ENDED", issuer,
            certificate.names.joined(separator: ", "),
        ]
    }

    private func parts(_ disk: StatusReport.Disk) -> [String] {
        ["\(Sizes.text(disk.free)) free of \(Sizes.text(disk.total))", "reserve \(Sizes.text(disk.reserve))"]
    }

    private func parts(_ notices: StatusReport.Notices) -> [String] {
        [
            notices.channels.isEmpty ? "no channel" : notices.channels.joined(separator: " and "),
            "\(Sizes.count(notices.sent)) sent in 24 h", "\(Sizes.count(notices.waiting)) waiting",
            notices.failed > 0 ? "\(Sizes.count(notices.failed)) FAILED" : nil,
            notices.openAlerts > 0 ? Sizes.count(notices.openAlerts, "open alert") : nil,
        ].compactMap { $0 }
    }

    private func parts(_ operation: OperationReport) -> [String] {
        let progress = operation.progress.map { progress in
            progress.total.map { "\(progress.phase) \($0 > 0 ? min(100, progress.done * 100 / $0) : 100) %" }
                ?? progress.phase
        }
        return [operation.kind.rawValue, progress, "vaultctl ops watch \(operation.id)"].compactMap { $0 }
    }

    private func text(of alert: StatusReport.Alert) -> [String] {
        let head = "\(alert.level == .critical ? "CRITICAL" : "WARNING") \(alert.message)"
        return Wrapping.lines(head, width: width, indent: 2)
            + (alert.hint.map { Wrapping.lines("  try: \($0)", width: width, indent: 7) } ?? [])
    }

    private func row(_ label: String, _ parts: [String]) -> [String] {
        guard !parts.isEmpty else { return [] }
        let start = " " + label + String(repeating: " ", count: max(1, Self.indent - 1 - label.count))
        var lines = [start]
        for part in parts {
            let last = lines[lines.count - 1]
            let isFirst = last.count == Self.indent
            let joined = last + (isFirst ? "" : "   ") + part
            if joined.count < width || isFirst {
                lines[lines.count - 1] = joined
            } else {
                lines.append(String(repeating: " ", count: Self.indent) + part)
            }
        }
        return lines
    }

    private func moment(_ date: Date) -> String { Durations.moment(date, seenFrom: report.now) }

    private func ago(_ date: Date) -> String { Durations.rough(seconds: report.now.timeIntervalSince(date)) }

    /// Colour is only added to words that carry the meaning already.
    private func coloured(_ line: String) -> String {
        guard hasColour else { return line }
        let colours = [
            ("healthy", "32"), ("degraded", "33"), ("critical", "31"), ("CRITICAL", "31"), ("WARNING", "33"),
            ("TEST DATABASE", "33"), ("NOT VERIFIED", "33"), ("FAILED", "31"), ("ENDED", "31"),
        ]
        return colours.reduce(line) { text, colour in
            text.replacing(colour.0, with: "\u{1B}[\(colour.1)m\(colour.0)\u{1B}[0m")
        }
    }
}
