import Engine
import HTTPTypes
import Hummingbird

/// One person whom a professional follows: what is shared, deposits, requests.
struct PersonRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/people/:id", use: show)
        router.post("/people/:id/documents", use: deposit)
        router.post("/people/:id/ask", use: ask)
        router.post("/people/:id/keep", use: keep)
        router.post("/documents/:id/download", use: download)
        router.post("/documents/:id/consent", use: consent)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        services.page(try await page(request, context), request, context)
    }

    private func page(_ request: Request, _ context: WebContext, failure: VaultFailure? = nil) async throws -> PersonPage {
        let session = try context.requireSession()
        let vault = try services.slot.vault()
        let asked = request.uri.queryParameters.get("page").flatMap { Int($0) } ?? 1
        let person = try await vault.followedPerson(try context.accountID(), page: asked, by: session.actor)
        let done = request.uri.queryParameters.get("done").flatMap { PersonPage.Done(rawValue: $0) }
        return PersonPage(
            id: person.account.text, name: person.name, structures: person.structures,
            documents: person.documents.entries.map { PersonPage.Entry($0) },
            paging: Paging(page: person.documents.page, count: person.documents.pageCount),
            total: person.documents.total, openRequests: person.openRequests, standing: person.standing,
            maxSize: vault.settings.documents.maxSize, depositsClosed: vault.depositsClosedReason, done: done,
            failure: failure)
    }

    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let id = try context.accountID()
        do {
            try await services.slot.vault().askToShare(fields["message"] ?? "", of: id, by: session.actor)
        } catch let failure as VaultFailure where [.badInput, .conflict].contains(failure.kind) {
            let page = try await page(request, context, failure: failure)
            return services.page(page, request, context, status: failure.kind.status)
        }
        return .toPage("/people/\(id.text)?done=asked")
    }

    private func keep(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        let id = try context.accountID()
        try await services.slot.vault().keepAccount(of: id, by: session.actor)
        return .toPage("/people/\(id.text)?done=\(PersonPage.Done.kept.rawValue)")
    }

    private func deposit(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let visit = try context.requireVisit()
        let vault = try services.slot.vault()
        let id = try context.accountID()
        let deposits = Deposits(vault: vault, place: .person(id), actor: session.actor, context: context)
        var form = try UploadForm(
            contentType: request.headers[.contentType] ?? "",
            contentLength: request.headers[.contentLength].flatMap { Int($0) },
            maxSize: vault.settings.documents.maxSize,
            accepts: { visit.accepts($0, services.seals) }
        )
        // Whoever may not is refused before a byte is taken.
        try await vault.requireDeposit(for: id, by: session.actor)
        let results = try await form.read(request.body, into: deposits)
        guard !results.isEmpty else { throw VaultFailure(.nothingChosen) }
        let page = UploadResultsPage(results: results, person: id.text)
        return services.page(page, request, context, status: UploadRoutes.status(of: results))
    }

    // MARK: One shared document

    private func download(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let id = try context.documentID()
        let vault = try services.slot.vault()
        do {
            let opened = try await vault.downloadDocument(id, for: fields["purpose"] ?? "", by: session.actor)
            return DocumentBytesRoutes.saved(opened)
        } catch let failure as VaultFailure where failure.kind == .badInput {
            let document = try await vault.sharedDocument(id, by: session.actor)
            let page = SharedDocumentPage(document, failure: failure)
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    private func consent(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let consent: ExplicitConsent = fields["consent"] == "yes" ? .given : .notGiven
        let id = try context.documentID()
        try await services.slot.vault().recordConsent(to: id, consent, by: session.actor)
        return .toPage("/documents/\(id.text)")
    }
}

extension PersonPage.Entry {
    /// A line of the list.
    init(_ entry: SharedListing.Entry) {
        switch entry {
        case .document(let shared): self = .whole(DocumentView(shared.summary), mayDelete: shared.mayDelete)
        case .waiting(let id, let depositedAt, let consentEnded):
            self = .waiting(id: id.text, depositedAt: depositedAt, consentEnded: consentEnded)
        case .damaged(let document): self = .damaged(depositedAt: document.depositedAt)
        }
    }
}

extension SharedDocumentPage {
    /// A shared document as its reader sees it.
    init(_ shared: SharedDocument, failure: VaultFailure? = nil) {
        self.init(
            document: DocumentView(shared.summary), person: shared.holder.text, personName: shared.holderName,
            isSensitive: shared.isSensitive, mayDownload: shared.mayDownload, mayDelete: shared.mayDelete,
            failure: failure)
    }
}
