import Engine
import HTTPTypes
import Hummingbird

/// The second step of signing in. The only routes that look at the cookie of the first step; to every other it is
/// nothing (security.md 2.7).
struct SecondStepRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/sign-in/code", use: show)
        router.post("/sign-in/code", use: finish)
        router.post("/sign-in/code/send", use: send)
        router.post("/sign-in/code/cancel", use: cancel)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try context.requireVisit()
        if let trouble = visit.trouble { throw trouble }
        guard let choice = try await choice(request) else { return .toPage("/sign-in") }
        let query = request.uri.queryParameters
        let page = SecondStepPage(choice, asked: query.get("by"), returnTo: ReturnPath.checked(query.get("return-to")))
        return services.page(page, request, context)
    }

    private func finish(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await fields(request, context)
        let returnTo = ReturnPath.checked(fields["return-to"])
        guard let choice = try await choice(request) else { return .toPage("/sign-in") }
        do {
            guard let kind = fields["by"].flatMap(SecondFactorKind.init(rawValue:)) else { throw VaultFailure(.notFound) }
            var step = SecondStepRequest(
                token: SiteCookie.half.value(in: request) ?? "", kind: kind, code: try fields.required("code"),
                trusts: fields["trust"] != nil, source: context.source(of: request))
            step.device = SiteCookie.device.value(in: request)
            let opened = try await services.slot.vault().finishSignIn(step)
            var response = try await services.enter(opened, returnTo: returnTo, context)
            response.append(cookie: SiteCookie.half.removal)
            return response
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) {
                SecondStepPage(choice, asked: fields["by"], returnTo: returnTo, failure: $0)
            }
        }
    }

    private func send(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await fields(request, context)
        let returnTo = ReturnPath.checked(fields["return-to"])
        guard let choice = try await choice(request) else { return .toPage("/sign-in") }
        do {
            guard let kind = fields["by"].flatMap(SecondFactorKind.init(rawValue:)) else { throw VaultFailure(.notFound) }
            let token = SiteCookie.half.value(in: request)
            try await services.slot.vault().sendSecondStepCode(token: token, by: kind, source: context.source)
            return .toPage("/sign-in/code?by=\(kind.rawValue)" + ReturnPath.query(for: returnTo).replacing("?", with: "&"))
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) {
                SecondStepPage(choice, asked: fields["by"], returnTo: returnTo, failure: $0)
            }
        }
    }

    private func cancel(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try await fields(request, context)
        try await services.slot.vault().abandonSecondStep(token: SiteCookie.half.value(in: request))
        var response = Response.toPage("/sign-in")
        response.append(cookie: SiteCookie.half.removal)
        return response
    }

    private func choice(_ request: Request) async throws -> SecondStepChoice? {
        try await services.slot.vault().secondStep(token: SiteCookie.half.value(in: request))
    }

    private func fields(_ request: Request, _ context: WebContext) async throws -> FormFields {
        try await FormFields(request, try context.requireVisit(), services.seals)
    }
}
