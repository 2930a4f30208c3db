import ControlAPI
import Engine
import Foundation

/// Puts the status together from what the vault and the daemon around it know. Works while the store is locked: then
/// the reason is the most important line.
struct StatusAssembly {
    let state: VaultSlot.State
    let facts: HostFacts
    let operations: [OperationReport]
    let now: Moment

    /// The whole picture.
    func report(by actor: Actor) async -> StatusReport {
        var report = StatusReport(
            version: facts.version, health: .healthy, store: store, host: facts.host, now: now.date,
            startedAt: facts.startedAt.date)
        report.address = facts.address
        report.operations = operations.filter { $0.state == .running }
        report.certificate = facts.certificate.map(Self.certificate)
        if case .locked(let failure) = state { report.lockedBecause = failure.report }
        var broken: [StatusReport.Alert] = []
        if case .open(let vault) = state {
            do {
                try await fill(&report, from: vault, by: actor)
            } catch {
                let failure = error as? VaultFailure ?? VaultFailure(.fault, cause: error)
                broken = [.init(.critical, failure.sentence, hint: failure.hint)]
            }
        }
        let host = facts.alerts.map { StatusReport.Alert(.degraded, $0.sentence, hint: $0.hint) }
        report.alerts = StatusAlerts.ordered(broken + StatusAlerts.alerts(for: report) + host + report.alerts)
        report.health = StatusAlerts.health(report.alerts)
        return report
    }

    private var store: StatusReport.StoreState {
        switch state {
        case .opening: .opening
        case .open(let vault): vault.readOnlyReason == nil ? .open : .readOnly
        case .locked: .locked
        case .stopped: .stopping
        }
    }

    private func fill(_ report: inout StatusReport, from vault: Vault, by actor: Actor) async throws {
        let status = try await vault.status(by: actor)
        report.documents = StatusReport.Documents(status)
        report.keys = StatusReport.Keys(status.keys)
        report.scanner = StatusReport.Scanner(status.scanner)
        report.backup = StatusReport.Backup(status.backup)
        report.purge = StatusReport.Purge(status.purge)
        report.setAside = StatusReport.SetAside(status.setAside)
        report.disk = StatusReport.Disk(
            free: status.disk.free, total: status.disk.total, reserve: status.disk.reserve)
        let notices = try await StatusReport.Notices(vault, by: actor)
        report.notices = notices
        report.alerts = status.health.alerts.map { StatusReport.Alert($0) } + notices.alerts(now: report.now)
    }

    private static func certificate(_ status: CertificateStatus) -> StatusReport.Certificate {
        StatusReport.Certificate(
            names: status.names, issuer: status.isSelfSigned ? "self-signed" : "certificate authority",
            notAfter: status.notAfter.date, isSelfSigned: status.isSelfSigned)
    }
}
