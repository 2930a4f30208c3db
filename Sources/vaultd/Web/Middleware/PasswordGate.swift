import Engine
import Hummingbird

/// Somebody whose password is temporary may choose a new one, read the help, change the language and leave, and
/// nothing else.
struct PasswordGate: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let mustChange = context.visit?.session?.mustChangePassword ?? false
        guard mustChange, !Self.open.contains(request.uri.path) else { return try await next(request, context) }
        return .toPage("/password")
    }

    private static let open: Set<String> = [
        "/password", "/sign-out", "/signed-out", "/language", "/help", "/terms", "/information", "/mandate",
    ]
}
