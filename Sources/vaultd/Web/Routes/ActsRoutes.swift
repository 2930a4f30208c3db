import Engine
import HTTPTypes
import Hummingbird

/// What professionals and managers did: for themselves, and for the manager of a professional (AUD-05).
struct ActsRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/acts", use: own)
        router.get("/team/:id/acts", use: ofMember)
    }

    private func own(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let acts = try await services.slot.vault().ownActs(of: session.person, page: Self.page(request))
        return services.page(ActsPage(acts), request, context)
    }

    private func ofMember(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let id: HabilitationID = try context.identifier()
        let found = try await services.slot.vault().acts(of: id, page: Self.page(request), by: session.person)
        var page = ActsPage(found.acts)
        page.member = .init(id: id.text, name: found.name, structureName: found.structureName)
        return services.page(page, request, context)
    }

    private static func page(_ request: Request) -> Int {
        request.uri.queryParameters.get("page").flatMap { Int($0) } ?? 1
    }
}

extension ActsPage {
    /// A page of acts as the engine tells of them.
    init(_ page: StaffActPage) {
        self.init(acts: page.acts, paging: Paging(page: page.page, count: page.pageCount))
    }
}
