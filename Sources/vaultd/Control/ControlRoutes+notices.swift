import ControlAPI
import Engine
import Foundation
import HTTPTypes
import Hummingbird

extension ControlRoutes {
    func listNotices(_ request: Request, _ context: ControlContext) async throws -> Response {
        let notices = try await slot.vault().notices(by: context.actor)
        return try .json(NoticeList(notices: notices.map { NoticeReport($0) }))
    }

    func sendTestNotice(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wanted = try await request.json(TestNoticeRequest.self)
        guard let channel = Notice.Channel(rawValue: wanted.channel) else {
            throw VaultFailure(.fieldUnusable, ["field": "channel", "reason": "it is email or sms"])
        }
        let vault = try slot.vault()
        let id = try await vault.sendTestNotice(
            by: channel, to: wanted.recipient, language: spoken(wanted.language) ?? vault.settings.web.defaultLanguage,
            actor: context.actor)
        return try .json(NoticeReport(await vault.notice(id, by: context.actor)), status: .created)
    }

    func showNotice(_ request: Request, _ context: ControlContext) async throws -> Response {
        guard let id = context.parameters.get("notice").flatMap({ NoticeID($0) }) else { throw VaultFailure(.notFound) }
        return try .json(NoticeReport(await slot.vault().notice(id, by: context.actor)))
    }

    func listAlerts(_ request: Request, _ context: ControlContext) async throws -> Response {
        let alerts = try await slot.vault().alerts(by: context.actor)
        return try .json(AlertList(alerts: alerts.map { AlertReport($0) }))
    }

    func acknowledgeAlert(_ request: Request, _ context: ControlContext) async throws -> Response {
        guard let id = context.parameters.get("alert").flatMap({ AlertID($0) }) else { throw VaultFailure(.notFound) }
        try await slot.vault().acknowledge(id, by: context.actor)
        return try .json(DoneReport())
    }
}

extension NoticeReport {
    /// A message, as the control socket answers it.
    init(_ notice: NoticeSummary) {
        self.init(
            id: notice.id.text, channel: notice.channel.rawValue,
            purpose: notice.purpose?.rawValue ?? NoticeReport.unknownPurpose,
            state: notice.state.rawValue, failure: notice.failure?.rawValue, attempts: notice.attempts,
            createdAt: notice.createdAt.date, nextAt: notice.nextAt?.date, doneAt: notice.doneAt?.date)
    }
}

extension AlertReport {
    /// An alert, as the control socket answers it.
    init(_ alert: SupervisionAlert) {
        self.init(
            id: alert.id.text, kind: alert.kind.rawValue, message: alert.kind.sentence, count: alert.count,
            firstAt: alert.firstAt.date, lastAt: alert.lastAt.date, source: alert.source, account: alert.account?.text,
            acknowledgedAt: alert.acknowledgedAt?.date)
    }
}

extension StatusReport.Notices {
    /// What goes out, and what the supervision found.
    init(_ vault: Vault, by actor: Actor) async throws {
        let counts = try await vault.noticeCounts(by: actor)
        self.init(
            channels: Notice.Channel.allCases.filter(vault.channels.offers).map(\.rawValue),
            waiting: counts.waiting, oldestWaitingAt: counts.oldestWaiting?.date, sent: counts.sent,
            failed: counts.failed, openAlerts: try await vault.openAlerts(by: actor))
    }

    /// What somebody should look at.
    func alerts(now: Date) -> [StatusReport.Alert] {
        var alerts: [StatusReport.Alert] = []
        if openAlerts > 0 {
            let what = openAlerts == 1 ? "An alert" : "\(openAlerts) alerts"
            alerts.append(.init(.degraded, "\(what) of the supervision of sign-ins.", hint: "vaultctl alerts"))
        }
        if let oldestWaitingAt, now.timeIntervalSince(oldestWaitingAt) > 900 {
            alerts.append(.init(.degraded, "Messages wait for longer than 15 minutes.", hint: "vaultctl notices list"))
        } else if failed > 0, failed > sent {
            alerts.append(.init(.degraded, "Most messages of the last day did not leave.", hint: "vaultctl notices list"))
        }
        return alerts
    }
}
