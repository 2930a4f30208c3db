import Engine
import HTTPTypes
import Hummingbird

/// What a holder decides about one document: who sees it, links, whether it is sensitive, whether it is kept.
struct SharingRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/documents/:id/sharing", use: show)
        router.post("/documents/:id/share", use: share)
        router.post("/documents/:id/unshare", use: unshare)
        router.post("/documents/:id/keep", use: keep)
        router.post("/documents/:id/sensitive", use: mark)
        router.post("/documents/:id/links", use: createLink)
        router.post("/documents/:id/links/revoke", use: revokeLink)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        services.page(try await page(context), request, context)
    }

    private func page(_ context: WebContext, failure: VaultFailure? = nil) async throws -> SharingPage {
        let session = try context.requireSession()
        let sharing = try await services.slot.vault().sharing(of: try context.documentID(), by: session.actor)
        return SharingPage(
            document: DocumentView(sharing.document), standing: sharing.standing, grants: sharing.grants,
            possible: sharing.possible, links: sharing.links, isResting: sharing.isResting, failure: failure)
    }

    private func share(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await form(request, context)
        let order = try SharingForm.order(fields, now: services.clock.now())
        return try await act(request, context) { try await $0.share($1, order, by: $2) }
    }

    private func unshare(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await form(request, context)
        let grant = try fields.identifier("grant") as ShareGrantID
        return try await act(request, context) { try await $0.unshare(grant, of: $1, by: $2) }
    }

    private func mark(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await form(request, context)
        let isSensitive = fields["sensitive"] == "yes"
        return try await act(request, context) { try await $0.markDocument($1, sensitive: isSensitive, by: $2) }
    }

    private func keep(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().keepDocument(try context.documentID(), by: session.actor)
        return .toPage("/documents")
    }

    private func createLink(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let order = LinkOrder(
            thirdParty: fields["third-party"] ?? "", days: fields.number("link-days"), openings: fields.number("openings"))
        let vault = try services.slot.vault()
        let id = try context.documentID()
        do {
            let new = try await vault.createLink(to: id, order, by: session.actor)
            let document = DocumentView(try await vault.document(id, by: session.actor))
            let address = services.linkBase("/link/") + new.token.reveal()
            let page = NewLinkPage(document: document, link: new.link, address: address, code: new.code.reveal())
            return services.page(page, request, context)
        } catch let failure as VaultFailure where failure.kind == .badInput {
            return try await refused(failure, request, context)
        }
    }

    private func revokeLink(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await form(request, context)
        let link = try fields.identifier("link") as ExternalLinkID
        return try await act(request, context) { try await $0.revokeLink(link, of: $1, by: $2) }
    }

    /// The fields of a form that somebody sends who is signed in.
    private func form(_ request: Request, _ context: WebContext) async throws -> FormFields {
        _ = try context.requireSession()
        return try await FormFields(request, try context.requireVisit(), services.seals)
    }

    /// Does it and shows the page again; what was wrong with the form is said on it.
    private func act(
        _ request: Request, _ context: WebContext, _ act: (Vault, DocumentID, Actor) async throws -> Void
    ) async throws -> Response {
        let session = try context.requireSession()
        let id = try context.documentID()
        do {
            try await act(try services.slot.vault(), id, session.actor)
        } catch let failure as VaultFailure where failure.kind == .badInput {
            return try await refused(failure, request, context)
        }
        return .toPage("/documents/\(id.text)/sharing")
    }

    private func refused(_ failure: VaultFailure, _ request: Request, _ context: WebContext) async throws -> Response {
        services.page(try await page(context, failure: failure), request, context, status: failure.kind.status)
    }
}
