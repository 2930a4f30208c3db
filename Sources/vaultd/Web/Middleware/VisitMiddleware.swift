import Engine
import HTTPTypes
import Hummingbird
import Logging

/// Finds out who asks and in which language to answer. Fails nothing by itself: a page that needs no session must
/// be there even when sessions cannot be looked up.
struct VisitMiddleware: RouterMiddleware {
    typealias Context = WebContext
    let services: WebServices

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard Self.concernsPeople(request) else { return try await next(request, context) }
        var context = context
        let visit = await visit(request, source: RequestSource(address: context.connection.remoteAddress))
        context.visit = visit
        var response = try await next(request, context)
        if visit.session == nil, visit.bondIsNew, response.isPage {
            response.append(cookie: SiteCookie.form.setting(visit.formBond))
        }
        if visit.sessionEnded, !response.sets(.session) { response.append(cookie: SiteCookie.session.removal) }
        return response
    }

    /// Monitoring and assets touch no session and no catalog.
    private static func concernsPeople(_ request: Request) -> Bool {
        let path = request.uri.path
        return path != "/health" && !path.hasPrefix("/assets/")
    }

    private func visit(_ request: Request, source: RequestSource) async -> Visit {
        let (session, trouble) = await session(request, source: source)
        let sent = SiteCookie.form.value(in: request)
        let hasEnded = session == nil && trouble == nil && SiteCookie.session.value(in: request) != nil
        let bond = sent ?? Hex.encode((0..<16).map { _ in UInt8.random(in: .min ... .max) })
        return Visit(
            language: language(request, session: session),
            session: session,
            sessionEnded: hasEnded,
            endedIdle: hasEnded ? await endedIdle(request) : false,
            news: await news(request, session),
            formBond: bond,
            bondIsNew: sent == nil,
            trouble: trouble
        )
    }

    private func session(_ request: Request, source: RequestSource) async -> (ActiveSession?, VaultFailure?) {
        do {
            let vault = try services.slot.vault()
            guard let token = SiteCookie.session.value(in: request) else { return (nil, nil) }
            return (try await vault.session(token: token, source: source), nil)
        } catch let failure as VaultFailure {
            return (nil, failure)
        } catch {
            return (nil, VaultFailure(.fault, cause: error))
        }
    }

    /// Why it ended matters for the words alone: where that cannot be found out, they say nothing of it.
    private func endedIdle(_ request: Request) async -> Bool {
        guard let token = SiteCookie.session.value(in: request) else { return false }
        do {
            return try await services.slot.vault().endedIdle(token: token)
        } catch {
            services.logger.warning("Why a session ended could not be looked up.", metadata: ["cause": "\(error)"])
            return false
        }
    }

    /// Looked up for pages alone; a page that cannot say it must be there all the same.
    private func news(_ request: Request, _ session: ActiveSession?) async -> [SupervisionAlert] {
        guard let session, request.method == .get else { return [] }
        do {
            return try await services.slot.vault().securityNews(of: session.person)
        } catch {
            services.logger.warning("Security news could not be looked up.", metadata: ["cause": "\(error)"])
            return []
        }
    }

    /// The choice made here, then the account's, then the browser's, then the default.
    private func language(_ request: Request, session: ActiveSession?) -> Language {
        let languages = services.renderer.languages
        let chosen = SiteCookie.language.value(in: request).flatMap { languages[$0] }
        let own = session.flatMap { languages[$0.person.language] }
        return chosen ?? own ?? languages.preferred(acceptLanguage: request.headers[.acceptLanguage])
    }
}

extension Response {
    /// Whether it is a page for people.
    var isPage: Bool { headers[.contentType]?.hasPrefix("text/html") ?? false }

    /// Whether it sets this cookie already.
    func sets(_ cookie: SiteCookie) -> Bool {
        headers[values: .setCookie].contains { $0.hasPrefix(cookie.rawValue + "=") }
    }
}
