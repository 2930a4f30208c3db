import ControlAPI
import Foundation
import Testing

@testable import vaultd

@Suite struct StatusAlertsTests {
    private static let now = Date(timeIntervalSince1970: 1_795_000_000)

    private func report(_ store: StatusReport.StoreState, days: Double? = nil, isSelfSigned: Bool = false) -> StatusReport {
        var report = StatusReport(
            version: "1", health: .healthy, store: store, host: "h", now: Self.now, startedAt: Self.now)
        report.certificate = days.map {
            StatusReport.Certificate(
                names: ["h"], issuer: "CA", notAfter: Self.now.addingTimeInterval($0 * 86400), isSelfSigned: isSelfSigned)
        }
        return report
    }

    @Test(arguments: [
        (StatusReport.StoreState.open, StatusReport.Health.healthy), (.opening, .degraded), (.stopping, .degraded),
        (.locked, .critical),
    ])
    func `the state of the store makes the verdict`(store: StatusReport.StoreState, health: StatusReport.Health) {
        #expect(StatusAlerts.health(StatusAlerts.alerts(for: report(store))) == health)
    }

    @Test(arguments: [
        (61.0, false, StatusReport.Health.healthy), (19.0, false, .degraded), (6.0, false, .critical),
        (-1.0, false, .critical), (3.0, true, .healthy), (-1.0, true, .critical),
    ])
    func `a certificate is an alert in time`(days: Double, isSelfSigned: Bool, health: StatusReport.Health) {
        let report = report(.open, days: days, isSelfSigned: isSelfSigned)
        #expect(StatusAlerts.health(StatusAlerts.alerts(for: report)) == health)
    }

    @Test func `the gravest stands first`() {
        let alerts = [StatusReport.Alert(.degraded, "a"), .init(.critical, "b"), .init(.degraded, "c")]
        #expect(StatusAlerts.ordered(alerts).map(\.message) == ["b", "a", "c"])
    }
}
