import ControlAPI
import Engine
import Foundation

extension SnapshotReport {
    /// The engine's summary, as the control socket answers it.
    init(_ summary: SnapshotSummary) {
        self.init(
            id: summary.id, madeAt: summary.madeAt.date, bytes: summary.bytes, documents: summary.documents)
        newBytes = summary.newBytes
        verifiedAt = summary.verifiedAt?.date
        removed = summary.removed.isEmpty ? nil : summary.removed
        problem = summary.problems.first
    }
}

extension OperationResult {
    /// Done; with warnings it is incomplete.
    init(_ warnings: [String]) {
        self.init(
            status: warnings.isEmpty ? .succeeded : .incomplete, exit: warnings.isEmpty ? .success : .incomplete)
    }

    /// Done, or failed with what a check found.
    init(_ failure: VaultFailure?) {
        self.init(
            status: failure == nil ? .succeeded : .failed, exit: failure?.exitCode ?? .success,
            error: failure?.report)
    }
}

extension PurgePlanReport {
    /// The engine's plan, as the control socket answers it.
    init(_ plan: PurgePlan) {
        self.init(plannedAt: plan.at.date, items: plan.items.map { Item($0) }, suspicion: plan.suspicion)
    }
}

extension PurgePlanReport.Item {
    init(_ item: PurgePlan.Item) {
        let act: Act? =
            switch item.kind.act {
            case .delete: nil
            case .disable: .disable
            case .send: .send
            }
        self.init(what: item.kind.rawValue, count: item.count, reason: item.reason, act: act)
    }
}

extension PurgeReport {
    /// The engine's summary, as the control socket answers it.
    init(_ summary: PurgeSummary) {
        self.init(
            items: summary.items.map { PurgePlanReport.Item($0) },
            goneFromSnapshotsAt: summary.goneFromSnapshotsBy?.date)
    }
}

extension AuditVerification.Problem {
    /// One English sentence without its full stop.
    var sentence: String {
        switch self {
        case .altered(let sequence): "event \(sequence), or the one before it, is not what was written"
        case .gap(let sequence): "events are missing before event \(sequence), or one was put in"
        case .endAltered: "events are missing at the end, or the record of the end was altered"
        case .behindSnapshot(let id): "it is older than what snapshot \(id) recorded of it: an old copy was put back"
        case .startAltered: "events are missing at the start, or the record of the last purge was altered"
        }
    }
}

extension ContinuousClock.Instant {
    /// Seconds since this instant.
    var secondsAgo: Double {
        let parts = (ContinuousClock.now - self).components
        return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }
}
