import Engine
import HTTPTypes
import Hummingbird

/// What protects one's own account: overview, the password once more, devices, stopping a reset.
struct SecurityRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/security", use: show)
        router.post("/security/news", use: switchNews)
        router.get("/security/confirm", use: showConfirm)
        router.post("/security/confirm", use: confirm)
        router.get("/security/devices", use: showDevices)
        router.post("/security/devices/end", use: endSession)
        router.post("/security/devices/end-all", use: endAll)
        router.post("/security/devices/forget", use: forget)
        router.get("/security/stop-reset", use: showStop)
        router.post("/security/stop-reset", use: stop)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let vault = try services.slot.vault()
        let overview = try await vault.secondFactors(of: session.person)
        let page = SecurityPage(
            hasFactors: !overview.factors.isEmpty,
            showsFactors: overview.use != .off || !overview.factors.isEmpty,
            hasCard: try await vault.recoveryCardDate(of: session.person) != nil,
            showsQuestions: vault.secretQuestions > 0,
            canStopReset: session.canStopReset,
            wantsNews: session.person.role == .beneficiary ? try await vault.wantsNews(session.person) : nil)
        return services.page(page, request, context)
    }

    private func switchNews(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().setWantsNews(fields["wanted"] == "yes", of: person)
        return .toPage("/security")
    }

    // MARK: The password once more

    private func showConfirm(_ request: Request, _ context: WebContext) throws -> Response {
        _ = try context.requireSession()
        let wanted = ReturnPath.checked(request.uri.queryParameters.get("return-to"))
        return services.page(ConfirmPage(returnTo: wanted ?? "/security"), request, context)
    }

    private func confirm(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        var returnTo = "/security"
        do {
            let fields = try await FormFields(request, try context.requireVisit(), services.seals)
            returnTo = ReturnPath.checked(fields["return-to"]) ?? returnTo
            let password = SecretText(try fields.required("password"))
            let token = try await services.slot.vault().confirm(password, of: session.person)
            var response = Response.toPage(returnTo)
            response.append(cookie: SiteCookie.session.setting(token.reveal()))
            return response
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { ConfirmPage(returnTo: returnTo, failure: $0) }
        }
    }

    // MARK: Devices

    private func showDevices(_ request: Request, _ context: WebContext) async throws -> Response {
        try await devices(request, context, done: nil)
    }

    private func devices(_ request: Request, _ context: WebContext, done: Phrase?) async throws -> Response {
        let person = try context.requireSession().person
        let vault = try services.slot.vault()
        let page = DevicesPage(
            sessions: try await vault.sessions(of: person), devices: try await vault.devices(of: person), done: done)
        return services.page(page, request, context)
    }

    private func endSession(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().endSession(try fields.required("session"), of: session.person)
        return try await devices(request, context, done: .deviceEnded)
    }

    private func endAll(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().signOutEverywhere(session.person)
        var response = Response.toPage("/signed-out")
        response.append(cookie: SiteCookie.session.removal)
        response.clearBrowser(after: session)
        return response
    }

    private func forget(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        guard let device = DeviceReference(try fields.required("device")) else { throw VaultFailure(.notFound) }
        try await services.slot.vault().forgetDevice(device, of: session.person)
        return try await devices(request, context, done: .deviceForgotten)
    }

    // MARK: Stopping a reset

    private func showStop(_ request: Request, _ context: WebContext) throws -> Response {
        guard try context.requireSession().canStopReset else { return .toPage("/security") }
        return services.page(StopResetPage(action: "/security/stop-reset"), request, context)
    }

    private func stop(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().stopReset(session.person)
        return services.page(StopResetPage(isStopped: true), request, context)
    }
}
