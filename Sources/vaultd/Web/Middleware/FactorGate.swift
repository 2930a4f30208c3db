import Engine
import Hummingbird

/// Somebody whose role needs a second factor and who has none may add one, choose a password, read the help, change
/// the language and leave, and nothing else (AUT-06).
struct FactorGate: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard context.visit?.session?.mustAddSecondFactor ?? false, !Self.isOpen(path) else {
            return try await next(request, context)
        }
        return .toPage("/security/factors")
    }

    private static func isOpen(_ path: String) -> Bool {
        open.contains(path) || path.hasPrefix("/security/factors/") || path.hasPrefix("/assets/")
    }

    private static let open: Set<String> = [
        "/security/factors", "/security/confirm", "/password", "/sign-out", "/signed-out", "/language", "/help", "/health",
    ]
}
