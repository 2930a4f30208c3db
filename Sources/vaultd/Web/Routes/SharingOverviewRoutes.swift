import Engine
import HTTPTypes
import Hummingbird

/// Everything that a holder has shared, and who asks for what.
struct SharingOverviewRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/sharing", use: show)
        router.get("/sharing/cut", use: askToCut)
        router.post("/sharing/cut", use: cut)
        router.post("/sharing/default", use: chooseVisibility)
        router.get("/sharing/requests/:id", use: choose)
        router.post("/sharing/requests/:id/accept", use: accept)
        router.post("/sharing/requests/:id/refuse", use: refuse)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let safe = try session.requireSafe()
        let vault = try services.slot.vault()
        let texts = services.settings.current.texts
        let affiliations = try await vault.affiliations(of: session.person)
        var page = SharingOverviewPage(
            requests: try await vault.shareRequests(in: safe, by: session.actor),
            structures: affiliations.compactMap { HelpingStructure($0) },
            count: try await vault.shareCount(in: safe, by: session.actor),
            service: ServiceContact(provider: texts.provider, privacyContact: texts.dpoContact),
            done: request.uri.queryParameters.get("done").flatMap { SharingOverviewPage.Done(rawValue: $0) })
        page.visibility = try await vault.depositVisibility(in: safe, by: session.actor)
        page.former = affiliations.filter { $0.state == .ended }.map { ($0.structure.text, $0.structureName) }
        if page.structures.contains(where: \.isPending) {
            page.mandate = try services.sheet(.mandate, for: context.requireVisit().language)
        }
        return services.page(page, request, context)
    }

    private func askToCut(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requireSession().requireSafe()
        return services.page(CutSharingPage(), request, context)
    }

    private func cut(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().cutAllSharing(in: try session.requireSafe(), by: session.actor)
        return .toPage("/sharing?done=cut")
    }

    private func chooseVisibility(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        guard let visibility = fields.visibility else {
            throw VaultFailure(.fieldMissing, ["field": FormFields.visibilityName])
        }
        try await services.slot.vault().chooseVisibility(visibility, in: try session.requireSafe(), by: session.actor)
        return .toPage("/sharing?done=\(SharingOverviewPage.Done.chosen.rawValue)")
    }

    // MARK: Requests

    private func choose(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let safe = try session.requireSafe()
        let id = try context.identifier() as ShareRequestID
        let vault = try services.slot.vault()
        guard let found = try await vault.shareRequests(in: safe, by: session.actor).first(where: { $0.id == id }) else {
            throw VaultFailure(.notFound)
        }
        let asked = request.uri.queryParameters.get("page").flatMap { Int($0) } ?? 1
        let listing = try await vault.documents(in: safe, page: asked, by: session.actor)
        let page = ShareRequestPage(
            request: found,
            documents: listing.entries.compactMap { entry in
                guard case .document(let summary) = entry else { return nil }
                return DocumentView(summary)
            },
            paging: Paging(page: listing.page, count: listing.pageCount))
        return services.page(page, request, context)
    }

    private func accept(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let document = try fields.identifier("document") as DocumentID
        try await services.slot.vault().acceptRequest(
            try context.identifier(), sharing: document, by: session.actor)
        return .toPage("/documents/\(document.text)/sharing")
    }

    private func refuse(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().refuseRequest(
            try context.identifier(), in: try session.requireSafe(), by: session.actor)
        return .toPage("/sharing?done=refused")
    }
}
