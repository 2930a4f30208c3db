import Engine
import HTTPTypes
import Hummingbird

/// The ways back in for somebody who has lost the password. All end at `/lost/password`, in the browser in which they
/// began.
struct LostRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/lost", use: choose)
        for kind in [SecondFactorKind.email, .sms] {
            let path = RouterPath("/lost/\(kind.rawValue)")
            router.get(path) { try showMessage(kind, $0, $1) }
            router.post(path) { try await askForMessage(kind, $0, $1) }
        }
        router.get("/lost/sent") { services.page(LostSentPage(), $0, $1) }
        router.get("/lost/code") { services.page(LostCodePage(), $0, $1) }
        router.post("/lost/code", use: proveCode)
        router.get("/lost/link/:secret", use: showLink)
        router.post("/lost/link/:secret", use: proveLink)
        router.get("/lost/card") { services.page(LostCardPage(), $0, $1) }
        router.post("/lost/card", use: proveCard)
        router.get("/lost/helped") { services.page(LostHelpedPage(), $0, $1) }
        router.post("/lost/helped", use: proveHelp)
        router.get("/lost/password", use: showPassword)
        router.post("/lost/password", use: finish)
        router.get("/lost/stop/:secret", use: showStop)
        router.post("/lost/stop/:secret", use: stop)
    }

    // MARK: A message

    private func choose(_ request: Request, _ context: WebContext) async throws -> Response {
        let vault = try services.slot.vault()
        let stage = try await vault.resetStage(token: SiteCookie.reset.value(in: request))
        let page = LostPage(
            canEmail: vault.channels.canSendEmail, canSMS: vault.channels.canSendSMS,
            hasQuestions: vault.secretQuestions > 0, isWaiting: stage?.way == .question)
        return services.page(page, request, context)
    }

    private func showMessage(_ kind: SecondFactorKind, _ request: Request, _ context: WebContext) throws -> Response {
        guard try services.slot.vault().channels.offers(kind == .sms ? .sms : .email) else { throw VaultFailure(.notFound) }
        return services.page(LostMessagePage(kind: kind), request, context)
    }

    /// The same answer for every name.
    private func askForMessage(
        _ kind: SecondFactorKind, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        do {
            let fields = try await fields(request, context)
            let token = try await services.slot.vault().requestReset(
                of: try fields.required("identifier"), by: kind, linkBase: services.linkBase("/lost/link/"),
                source: context.source, device: SiteCookie.device.value(in: request))
            return leading(to: kind == .sms ? "/lost/code" : "/lost/sent", token)
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { LostMessagePage(kind: kind, failure: $0) }
        }
    }

    private func proveCode(_ request: Request, _ context: WebContext) async throws -> Response {
        do {
            let fields = try await fields(request, context)
            try await prove(try fields.required("code"), request, context)
            return .toPage("/lost/password")
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { LostCodePage(failure: $0) }
        }
    }

    private func showLink(_ request: Request, _ context: WebContext) throws -> Response {
        services.page(LostLinkPage(action: request.uri.path), request, context)
    }

    private func proveLink(_ request: Request, _ context: WebContext) async throws -> Response {
        do {
            _ = try await fields(request, context)
            try await prove(context.parameters.get("secret") ?? "", request, context)
            return .toPage("/lost/password")
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { LostLinkPage(action: request.uri.path, failure: $0) }
        }
    }

    private func prove(_ secret: String, _ request: Request, _ context: WebContext) async throws {
        try await services.slot.vault().proveReset(
            secret, token: SiteCookie.reset.value(in: request), source: context.source)
    }

    // MARK: A card, two professionals

    private func proveCard(_ request: Request, _ context: WebContext) async throws -> Response {
        var typed = ""
        do {
            let fields = try await fields(request, context)
            typed = fields["words"] ?? ""
            let pin = SecretText(try fields.required("pin"))
            let token = try await services.slot.vault().proveCard(typed, pin: pin, source: context.source)
            return leading(to: "/lost/password", token)
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { LostCardPage(typed: typed, failure: $0) }
        }
    }

    private func proveHelp(_ request: Request, _ context: WebContext) async throws -> Response {
        var identifier = ""
        do {
            let fields = try await fields(request, context)
            identifier = fields["identifier"] ?? ""
            let token = try await services.slot.vault().proveAssistedReset(
                loginName: identifier, code: try fields.required("code"), source: context.source)
            return leading(to: "/lost/password", token)
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { LostHelpedPage(identifier: identifier, failure: $0) }
        }
    }

    // MARK: The new password

    private func showPassword(_ request: Request, _ context: WebContext) async throws -> Response {
        let stage = try await services.slot.vault().resetStage(token: SiteCookie.reset.value(in: request))
        guard let stage, stage.isProven else { return .toPage("/lost") }
        guard stage.opensAt <= services.clock.now() else { return .toPage("/lost/wait") }
        return services.page(try passwordPage(stage), request, context)
    }

    private func finish(_ request: Request, _ context: WebContext) async throws -> Response {
        let token = SiteCookie.reset.value(in: request)
        var page = try passwordPage(await services.slot.vault().resetStage(token: token))
        do {
            let fields = try await fields(request, context)
            page.losesFactors = fields["lost-phone"] != nil
            let new = try fields.required("new-password")
            guard new == fields["new-password-again"] else {
                page.differs = true
                return services.page(page, request, context, status: .badRequest)
            }
            let identifier = try await services.slot.vault().finishReset(
                token: token, password: SecretText(new), losesFactors: page.losesFactors, source: context.source)
            let done = LostDonePage(identifier: identifier, losesFactors: page.losesFactors)
            var response = services.page(done, request, context)
            for cookie in [SiteCookie.reset, .half, .device] { response.append(cookie: cookie.removal) }
            return response
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) {
                page.failure = $0
                return page
            }
        }
    }

    private func passwordPage(_ stage: ResetStage?) throws -> LostPasswordPage {
        let loss = stage?.factorLoss ?? .notOffered
        let minimum = try stage?.minimumPasswordLength ?? services.slot.vault().minimumPasswordLength(of: nil)
        return LostPasswordPage(minimumLength: minimum, loss: loss, losesFactors: loss == .agreed)
    }

    // MARK: Stopping

    private func showStop(_ request: Request, _ context: WebContext) throws -> Response {
        services.page(StopResetPage(action: request.uri.path), request, context)
    }

    private func stop(_ request: Request, _ context: WebContext) async throws -> Response {
        do {
            _ = try await fields(request, context)
            let secret = context.parameters.get("secret") ?? ""
            try await services.slot.vault().stopReset(link: secret, source: context.source)
            return services.page(StopResetPage(isStopped: true), request, context)
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { StopResetPage(action: request.uri.path, failure: $0) }
        }
    }

    private func leading(to path: String, _ token: SecretText) -> Response {
        var response = Response.toPage(path)
        response.append(cookie: SiteCookie.reset.setting(token.reveal(), keptFor: .days(4)))
        return response
    }

    private func fields(_ request: Request, _ context: WebContext) async throws -> FormFields {
        try await FormFields(request, try context.requireVisit(), services.seals)
    }
}
