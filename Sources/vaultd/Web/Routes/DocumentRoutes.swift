import Engine
import HTTPTypes
import Hummingbird

/// The safe and its journal, as pages.
struct DocumentRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/documents", use: list)
        router.get("/documents/:id", use: show)
        router.get("/documents/:id/rename", use: showRename)
        router.post("/documents/:id/rename", use: rename)
        router.get("/documents/:id/delete", use: showDelete)
        router.post("/documents/:id/delete", use: delete)
        router.get("/journal", use: journal)
    }

    // MARK: Looking

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let safe = try session.requireSafe()
        let vault = try services.slot.vault()
        let overview = try await vault.safeOverview(by: session.actor, safe: safe)
        let asked = request.uri.queryParameters.get("page").flatMap { Int($0) } ?? 1
        let listing = try await vault.documents(in: safe, page: asked, by: session.actor)
        let done = DocumentsPage.Done(request, services.seals)
        let page = DocumentsPage(
            used: overview.used,
            quota: overview.quota,
            maxSize: vault.settings.documents.maxSize,
            total: listing.total,
            entries: listing.entries.map { DocumentsPage.Entry($0) },
            paging: Paging(page: listing.page, count: listing.pageCount),
            done: done,
            depositsClosed: vault.depositsClosedReason
        )
        var response = services.page(page, request, context)
        if SiteCookie.notice.value(in: request) != nil { response.append(cookie: SiteCookie.notice.removal) }
        return response
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        services.page(DocumentPage(document: try await view(context)), request, context)
    }

    private func journal(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let number = request.uri.queryParameters.get("page").flatMap { Int($0) } ?? 1
        let journal = try await services.slot.vault().journal(of: session.person, page: max(1, number))
        return services.page(MyJournalPage(journal), request, context)
    }

    /// The document that the path names, as its holder sees it.
    private func view(_ context: WebContext) async throws -> DocumentView {
        let session = try context.requireSession()
        let id = try context.documentID()
        return DocumentView(try await services.slot.vault().document(id, by: session.actor))
    }

    // MARK: Changing

    private func showRename(_ request: Request, _ context: WebContext) async throws -> Response {
        services.page(RenameDocumentPage(document: try await view(context)), request, context)
    }

    private func rename(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let title = try fields.required("title")
        do {
            try await services.slot.vault().renameDocument(try context.documentID(), to: title, by: session.actor)
        } catch let failure as VaultFailure where failure.code == .titleUnusable {
            let page = RenameDocumentPage(document: try await view(context), typed: title, failure: failure)
            return services.page(page, request, context, status: failure.kind.status)
        }
        var response = Response.toPage("/documents")
        response.append(cookie: DocumentsPage.Done.renamed.cookie(services.seals))
        return response
    }

    private func showDelete(_ request: Request, _ context: WebContext) async throws -> Response {
        let days = services.settings.current.backups.keepDays
        return services.page(DeleteDocumentPage(document: try await view(context), backupDays: days), request, context)
    }

    private func delete(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        let receipt = try await services.slot.vault().deleteDocument(try context.documentID(), by: session.actor)
        var response = Response.toPage("/documents")
        response.append(cookie: DocumentsPage.Done.deleted(goneBy: receipt.goneFromSnapshotsBy).cookie(services.seals))
        return response
    }
}
