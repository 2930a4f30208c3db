import ControlAPI
import Engine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The one table of the control interface: each path, the act that it is, and who answers it. These routes are
/// never on the HTTPS router.
struct ControlRoutes: Sendable {
    typealias Handler = @Sendable (Request, ControlContext) async throws -> Response

    let slot: VaultSlot
    let operations: OperationTable
    /// What the daemon around the vault knows at this moment.
    let facts: @Sendable () -> HostFacts
    /// Takes over what changed.
    let reload: @Sendable (Actor) async throws -> ReloadReport
    /// Serves another certificate from now on.
    let certificate: @Sendable (NewCertificateRequest, Actor) async throws -> CertificateReport
    let authority: ControlAuthority
    /// The operators' group, as refusals name it; empty where there is none.
    let groupName: String
    /// Codes of the languages that pages and messages speak.
    let languages: [String]
    let clock: any WallClock

    /// The router with everything on it.
    func router() -> Router<ControlContext> {
        let router = Router(context: ControlContext.self)
        router.add(middleware: ControlErrors())
        router.add(middleware: ControlGate(authority: authority, groupName: groupName, slot: slot))
        for route in table {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try await answer(route, request, context)
            }
        }
        return router
    }

    private struct Route: Sendable {
        let method: HTTPRequest.Method
        let path: String
        let action: Action
        let handler: Handler

        init(_ method: HTTPRequest.Method, _ path: String, _ action: Action, _ handler: @escaping Handler) {
            self.method = method
            self.path = path
            self.action = action
            self.handler = handler
        }
    }

    private var table: [Route] {
        [
            Route(.get, ControlPath.status, .readStatus, status),
            Route(.get, ControlPath.version, .readStatus, version),
            Route(.post, ControlPath.reload, .reload, reloadAll),
            Route(.post, ControlPath.certificate, .reload, installCertificate),
            Route(.get, ControlPath.structures, .listAccounts, listStructures),
            Route(.post, ControlPath.structures, .addStructure, addStructure),
            Route(.get, ControlPath.structure(":structure"), .listAccounts, showStructure),
            Route(.get, ControlPath.end(ofStructure: ":structure"), .endStructure, planEndOfStructure),
            Route(.post, ControlPath.end(ofStructure: ":structure"), .endStructure, endStructure),
            Route(.post, ControlPath.beneficiaries, .addAccount, addBeneficiary),
            Route(.post, ControlPath.managers, .addManager, addManager),
            Route(.post, ControlPath.habilitations, .changeAccount, addHabilitation),
            Route(.post, ControlPath.removals, .changeAccount, removeStaff),
            Route(.post, ControlPath.suspensions, .changeAccount, suspendAccount),
            Route(.post, ControlPath.resumptions, .changeAccount, enableAccount),
            Route(.post, ControlPath.factorResets, .changeAccount, resetFactors),
            Route(.get, ControlPath.backups, .readStatus, listBackups),
            Route(.post, ControlPath.backups, .backup, startBackup),
            Route(.post, ControlPath.verification(ofBackup: ":snapshot"), .backup, startVerification),
            Route(.post, ControlPath.keyRotations, .rotateKeys, startRotation),
            Route(.get, ControlPath.purgePlan, .purge, purgePlan),
            Route(.post, ControlPath.purges, .purge, startPurge),
            Route(.post, ControlPath.auditVerifications, .verifyAudit, startAuditVerification),
            Route(.get, ControlPath.notices, .sendNotices, listNotices),
            Route(.post, ControlPath.notices, .sendNotices, sendTestNotice),
            Route(.get, ControlPath.notice(":notice"), .sendNotices, showNotice),
            Route(.get, ControlPath.alerts, .readAlerts, listAlerts),
            Route(.post, ControlPath.acknowledgement(ofAlert: ":alert"), .readAlerts, acknowledgeAlert),
            Route(.get, ControlPath.operations, .readStatus, listOperations),
            Route(.get, ControlPath.operation(":operation"), .readStatus, showOperation),
            Route(.delete, ControlPath.operation(":operation"), .backup, cancelOperation),
            Route(.get, ControlPath.events(ofOperation: ":operation"), .readStatus, followOperation),
        ]
    }

    private func answer(_ route: Route, _ request: Request, _ context: ControlContext) async throws -> Response {
        guard ControlAuthority.allows(authority.role(of: context.peer), route.action) else {
            if case .open(let vault) = slot.state { try await vault.noteDenial(of: route.action, to: context.actor) }
            throw ControlProblem.needsRoot
        }
        return try await route.handler(request, context)
    }

    // MARK: Service

    private func version(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(VersionReport(version: facts().version, api: ControlHeader.apiVersion))
    }

    private func reloadAll(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(await reload(context.actor))
    }

    private func status(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(
            await StatusAssembly(
                state: slot.state, facts: facts(), operations: operations.reports, now: clock.now()
            ).report(by: context.actor))
    }
}
