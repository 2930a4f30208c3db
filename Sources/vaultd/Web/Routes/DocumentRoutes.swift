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
        let ids = listing.entries.compactMap(\.documentID)
        let standing = try await vault.standing(of: ids, in: safe, by: session.actor)
        let done = DocumentsPage.Done(request, services.seals)
        let page = DocumentsPage(
            used: overview.used,
            quota: overview.quota,
            maxSize: vault.settings.documents.maxSize,
            total: listing.total,
            entries: listing.entries.map { DocumentsPage.Entry($0, standing) },
            paging: Paging(page: listing.page, count: listing.pageCount),
            done: done,
            visibility: try await vault.depositVisibility(in: safe, by: session.actor),
            deletionDue: try await vault.deletionDue(of: session.person),
            depositsClosed: vault.depositsClosedReason
        )
        var response = services.page(page, request, context)
        if SiteCookie.notice.value(in: request) != nil { response.append(cookie: SiteCookie.notice.removal) }
        return response
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let vault = try services.slot.vault()
        let id = try context.documentID()
        if session.person.role == .professional {
            return services.page(SharedDocumentPage(try await vault.sharedDocument(id, by: session.actor)), request, context)
        }
        var view = DocumentView(try await vault.document(id, by: session.actor))
        if let safe = session.person.safe {
            view.standing = try await vault.standing(of: [id], in: safe, by: session.actor)[id]
        }
        return services.page(DocumentPage(document: view), request, context)
    }

    private func journal(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let number = request.uri.queryParameters.get("page").flatMap { Int($0) } ?? 1
        let choice: JournalChoice = request.uri.queryParameters.get("others") == "1" ? .others : .all
        let journal = try await services.slot.vault().journal(of: session.person, page: max(1, number), choice)
        return services.page(MyJournalPage(journal, choice), request, context)
    }

    /// The document that the path names, for somebody who may do this with it.
    private func view(_ context: WebContext, for action: Action) async throws -> DocumentView {
        let session = try context.requireSession()
        let id = try context.documentID()
        return DocumentView(try await services.slot.vault().document(id, by: session.actor, for: action))
    }

    // MARK: Changing

    private func showRename(_ request: Request, _ context: WebContext) async throws -> Response {
        services.page(RenameDocumentPage(document: try await view(context, for: .renameDocument)), request, context)
    }

    private func rename(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let title = try fields.required("title")
        do {
            try await services.slot.vault().renameDocument(try context.documentID(), to: title, by: session.actor)
        } catch let failure as VaultFailure where failure.code == .titleUnusable {
            let page = RenameDocumentPage(
                document: try await view(context, for: .renameDocument), typed: title, failure: failure)
            return services.page(page, request, context, status: failure.kind.status)
        }
        var response = Response.toPage("/documents")
        response.append(cookie: DocumentsPage.Done.renamed.cookie(services.seals))
        return response
    }

    private func showDelete(_ request: Request, _ context: WebContext) async throws -> Response {
        let days = services.settings.current.backups.keepDays
        let view = try await view(context, for: .deleteDocument)
        return services.page(
            DeleteDocumentPage(isOwn: try context.requireSession().person.safe != nil, document: view, backupDays: days),
            request, context)
    }

    private func delete(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        let receipt = try await services.slot.vault().deleteDocument(try context.documentID(), by: session.actor)
        guard session.person.safe != nil else { return .toPage("/people") }
        var response = Response.toPage("/documents")
        response.append(cookie: DocumentsPage.Done.deleted(goneBy: receipt.goneFromSnapshotsBy).cookie(services.seals))
        return response
    }
}
