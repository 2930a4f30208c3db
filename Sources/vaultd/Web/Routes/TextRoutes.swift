import Engine
import HTTPTypes
import Hummingbird

/// Terms of use, information sheet and mandate, and the acceptance of the first (ACC-08, GDP-08).
struct TextRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        for kind in OfficialText.Kind.allCases {
            router.get("/\(kind.rawValue)") { try show(kind, $0, $1) }
        }
        router.get("/terms/accept", use: ask)
        router.post("/terms/accept", use: accept)
        router.post("/security-news", use: putAwayNews)
    }

    private func show(_ kind: OfficialText.Kind, _ request: Request, _ context: WebContext) throws -> Response {
        let version = request.uri.queryParameters.get("version")
        let asked = request.uri.queryParameters.get("language").flatMap { services.renderer.languages[$0] }
        let text = try services.officialText(kind, version: version, for: asked ?? context.requireVisit().language)
        let page = OfficialTextPage(
            text: text, direction: direction(of: text), versions: services.texts.versions(of: kind))
        return services.page(page, request, context)
    }

    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let wanted = ReturnPath.checked(request.uri.queryParameters.get("return-to"))
        guard try await !services.hasAcceptedTerms(session.person) else { return .toPage(wanted ?? "/") }
        let text = try services.officialText(.terms, for: context.requireVisit().language)
        let before = try await services.slot.vault().acceptances(of: session.person)
        let page = AcceptTermsPage(
            text: text, direction: direction(of: text), isNewVersion: before.contains { $0.kind == .terms },
            returnTo: wanted)
        return services.page(page, request, context)
    }

    private func accept(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        // What is kept is what the person saw: a version or language that is not in force any more is asked anew.
        guard let language = services.renderer.languages[try fields.required("text-language")] else {
            throw VaultFailure(.fieldUnusable, ["field": "text-language", "reason": "it is not spoken here"])
        }
        let text = try services.officialText(.terms, for: language)
        let returnTo = ReturnPath.checked(fields["return-to"])
        guard text.version == fields["version"], text.language == language.code else {
            return .toPage("/terms/accept" + ReturnPath.query(for: returnTo))
        }
        try await services.slot.vault().accept(text, by: session.person)
        services.accepted.insert(session.person.account)
        return .toPage(returnTo ?? "/")
    }

    private func putAwayNews(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().putAwaySecurityNews(of: session.person)
        return .toPage(ReturnPath.checked(fields["return-to"]) ?? "/")
    }

    private func direction(of text: OfficialText) -> Language.Direction {
        services.renderer.languages[text.language]?.direction ?? .leftToRight
    }
}
