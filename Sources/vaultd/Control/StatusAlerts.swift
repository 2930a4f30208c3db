import ControlAPI
import Foundation

/// What somebody should look at besides the store itself, over which the engine judges: whether it is open at all,
/// and the certificate. Pure: the same report gives the same alerts.
enum StatusAlerts {
    private static let day = 86400.0

    /// The alerts of a report.
    static func alerts(for report: StatusReport) -> [StatusReport.Alert] {
        store(report) + certificate(report)
    }

    /// The gravest first, each level in the order in which it came.
    static func ordered(_ alerts: [StatusReport.Alert]) -> [StatusReport.Alert] {
        alerts.filter { $0.level == .critical } + alerts.filter { $0.level != .critical }
    }

    /// The verdict that the alerts amount to.
    static func health(_ alerts: [StatusReport.Alert]) -> StatusReport.Health {
        if alerts.contains(where: { $0.level == .critical }) { return .critical }
        return alerts.isEmpty ? .healthy : .degraded
    }

    private static func store(_ report: StatusReport) -> [StatusReport.Alert] {
        switch report.store {
        case .locked:
            let reason = report.lockedBecause?.message ?? "The reason is in the log."
            return [.init(.critical, "The store is locked: \(reason)", hint: report.lockedBecause?.hint)]
        case .opening: return [.init(.degraded, "The store is being opened.", hint: "vaultctl status --watch")]
        case .stopping: return [.init(.degraded, "The service is stopping.")]
        default: return []
        }
    }

    private static func certificate(_ report: StatusReport) -> [StatusReport.Alert] {
        guard let certificate = report.certificate else { return [] }
        let left = certificate.notAfter.timeIntervalSince(report.now)
        let hint = "Renew it, then: vaultctl reload"
        if left <= 0 { return [.init(.critical, "The certificate has ended: browsers refuse it.", hint: hint)] }
        // The self-signed certificate renews itself.
        guard !certificate.isSelfSigned, left < Double(CertificateStatus.alertDays) * day else { return [] }
        let level: StatusReport.Health = left < 7 * day ? .critical : .degraded
        return [.init(level, "The certificate ends in \(Int(left / day)) days.", hint: hint)]
    }
}
