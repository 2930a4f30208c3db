import Engine
import HTTPTypes
import Hummingbird

/// Where somebody without an account opens one document. The token in the path is a secret: no log writes paths.
struct LinkRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/link/:id", use: ask)
        router.post("/link/:id", use: open)
    }

    /// Looks nothing up: the page tells nobody whether there is such a link.
    private func ask(_ request: Request, _ context: WebContext) throws -> Response {
        services.page(LinkPage(token: try token(context)), request, context)
    }

    private func open(_ request: Request, _ context: WebContext) async throws -> Response {
        let token = try token(context)
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        do {
            let opened = try await services.slot.vault().openLink(
                token: token, code: SecretText(fields["code"] ?? ""), source: context.source)
            return DocumentBytesRoutes.saved(opened)
        } catch let failure as VaultFailure where failure.code == .linkRefused {
            let page = LinkPage(token: token, failure: failure)
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    private func token(_ context: WebContext) throws -> String {
        guard let token = context.parameters.get("id"), token.utf8.count <= 128 else { throw VaultFailure(.notFound) }
        return String(token)
    }
}
