import ControlAPI
import Foundation
import Testing

@testable import vaultctl

@Suite struct StatusScreenTests {
    private func lines(_ report: StatusReport, width: Int = 80) -> [String] {
        StatusScreen(report: report, width: width, hasColour: false).lines
    }

    @Test func `a healthy service is one screen`() {
        #expect(
            lines(Samples.healthy).joined(separator: "\n") == """
                vaultd 0.1.0   healthy   up 12d 4h   host vault1.example.org   2026-11-22 02:20 UTC
                 Service    https://vault1.example.org   store open
                 Documents  48 213 documents   61.4 GiB   120 accounts   catalog 412 MiB
                 Keys       master key of term 2 (41 d)   key file holds terms 1, 2
                 Scanner    ready   libclamav 1.4.6   8 721 334 signatures (6 h old)
                            self-test ok 02:00   912 scans
                 Backup     last 02:15 61.8 GiB verified   kept 5 (5 days)   next 11-23 02:15
                 Purge      next 03:30   due 14
                 TLS        certificate ends in 61 d   Let's Encrypt R11   vault1.example.org
                 Disk       214 GiB free of 400 GiB   reserve 256 MiB
                """)
    }

    @Test func `a locked store shows the reason and what to do, and nothing that it cannot know`() {
        var report = StatusReport(
            version: "0.1.0", health: .critical, store: .locked, host: "vault1", now: Samples.now,
            startedAt: Samples.now)
        report.alerts = [
            .init(
                .critical,
                "The store is locked: The key file /etc/vaultd/keys/vaultd.keys is missing, but there is a store that needs it.",
                hint: "Put the key file back. A new key cannot open this store.")
        ]
        #expect(
            lines(report).joined(separator: "\n") == """
                vaultd 0.1.0   critical   up 0.0s   host vault1   2026-11-22 02:20 UTC
                 Service    no web address yet   store locked
                CRITICAL The store is locked: The key file /etc/vaultd/keys/vaultd.keys is
                  missing, but there is a store that needs it.
                  try: Put the key file back. A new key cannot open this store.
                """)
    }

    @Test func `files that were set aside are told with what becomes of them`() {
        var report = Samples.healthy
        report.setAside = Samples.setAside
        #expect(lines(report).contains(" Set aside  3 document files that no safe lists   1.2 MiB"))
        #expect(lines(report).contains("            deleted from 12-22 02:20 on"))
        report.setAside?.nextGoesAt = nil
        #expect(lines(report).contains { $0.hasSuffix("kept until you decide") })
    }

    @Test func `a test database is named as one`() {
        var report = Samples.healthy
        report.scanner?.isTestDatabase = true
        report.scanner?.signatures = 3
        #expect(lines(report).contains { $0.contains("TEST DATABASE: 3 signatures, protects from nothing") })
    }

    @Test func `a running operation shows how far it is and how to follow it`() {
        var report = Samples.healthy
        let progress = OperationProgress(phase: "documents", done: 1, total: 4, unit: "documents")
        report.operations = [
            OperationReport(
                id: Samples.operation, kind: .backup, state: .running, startedAt: Samples.now, endedAt: nil,
                startedBy: "uid 0", canCancel: true, progress: progress, result: nil)
        ]
        #expect(lines(report).last == "            vaultctl ops watch 0123456789abcdef0123456789abcdef")
        #expect(lines(report).dropLast().last == " Running    backup   documents 25 %")
    }

    @Test func `everything at once fits 24 lines of 80 columns`() {
        var report = Samples.healthy
        report.alerts = (1...6).map {
            .init(.degraded, "Something number \($0) is the matter here.", hint: "vaultctl status")
        }
        let lines = lines(report)
        #expect(lines.count <= 24)
        #expect(lines.dropFirst().allSatisfy { $0.count <= 80 })
    }

    @Test func `colours stand only where they were asked for`() {
        let coloured = StatusScreen(report: Samples.healthy, width: 80, hasColour: true).lines
        #expect(coloured[0].contains("\u{1B}[32mhealthy\u{1B}[0m"))
        #expect(!lines(Samples.healthy).joined().contains("\u{1B}"))
    }

    @Test(arguments: [
        (StatusReport.Health.healthy, StatusExitCode.healthy), (.degraded, .degraded), (.critical, .critical),
        (.init(rawValue: "of a newer daemon"), .unknown),
    ])
    func `each verdict has its exit code`(health: StatusReport.Health, exit: StatusExitCode) {
        #expect(health.exit == exit)
    }
}
