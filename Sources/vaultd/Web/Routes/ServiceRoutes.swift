import Engine
import HTTPTypes
import Hummingbird
import NIOCore

/// What needs nobody to be signed in: start, help, language, assets, health.
struct ServiceRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/", use: start)
        router.get("/health", use: health)
        router.get("/assets/**", use: asset)
        router.get("/help", use: help)
        router.post("/language", use: chooseLanguage)
        router.get("/favicon.ico") { _, _ in Response.permanently(services.renderer.assets.path(of: "logo.svg")) }
        router.get("/robots.txt") { _, _ in Response.text("User-agent: *\nDisallow: /\n") }
    }

    private func start(_ request: Request, _ context: WebContext) throws -> Response {
        let visit = try context.requireVisit()
        if let trouble = visit.trouble { throw trouble }
        return .toPage(visit.session?.home ?? "/sign-in")
    }

    /// For monitoring. Answers from memory alone, so that no scan and no disk can make it slow.
    private func health(_ request: Request, _ context: WebContext) -> Response {
        switch services.slot.state {
        case .open: .text("ok\n")
        case .opening: .text("opening\n", status: .serviceUnavailable)
        case .locked: .text("locked\n", status: .serviceUnavailable)
        case .stopped: .text("stopping\n", status: .serviceUnavailable)
        }
    }

    private func asset(_ request: Request, _ context: WebContext) throws -> Response {
        guard let asset = services.renderer.assets.asset(at: request.uri.path) else { throw VaultFailure(.notFound) }
        var headers: HTTPFields = [
            .contentType: asset.contentType, .cacheControl: Asset.cacheControl, .vary: "Accept-Encoding",
        ]
        let takesGzip = request.headers[.acceptEncoding]?.contains("gzip") ?? false
        if takesGzip { headers[.contentEncoding] = "gzip" }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: takesGzip ? asset.gzipped : asset.bytes))
        )
    }

    private func help(_ request: Request, _ context: WebContext) -> Response {
        let settings = services.settings.current
        let page = HelpPage(
            maxSize: settings.documents.maxSize,
            backupDays: settings.backups.keepDays,
            idleMinutes: Int(settings.signingIn.idle.inSeconds / 60),
            publicIdleMinutes: Int(settings.signingIn.publicIdle.inSeconds / 60),
            journalDays: Int(settings.purges.journalAge.inSeconds / 86400)
        )
        return services.page(page, request, context)
    }

    private func chooseLanguage(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try context.requireVisit()
        let form = try await FormFields(request, visit, services.seals)
        guard let language = services.renderer.languages[try form.required("language")] else {
            throw VaultFailure(.fieldUnusable, ["field": "language", "reason": "it is not spoken here"])
        }
        if let session = visit.session {
            try await services.slot.vault().setLanguage(language.code, of: session.person)
        }
        var response = Response.toPage(ReturnPath.checked(form["return-to"]) ?? "/")
        response.append(cookie: SiteCookie.language.setting(language.code, keptFor: .days(365)))
        return response
    }
}

extension Response {
    /// A line of plain text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Moved for good (308); not found where there is nothing to lead to.
    static func permanently(_ path: String?) -> Response {
        guard let path else { return Response(status: .notFound) }
        return Response(status: .permanentRedirect, headers: [.location: path])
    }
}
