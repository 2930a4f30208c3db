import Engine
import HTTPTypes
import Hummingbird

/// Refuses whatever could change something unless the browser says that it comes from a page of this site
/// (security.md 2.5). The token of the form is checked besides.
struct SameOriginOnly: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isAllowed(request.method, request.headers, host: request.head.authority) else {
            throw VaultFailure(.formExpired)
        }
        return try await next(request, context)
    }

    /// Browsers that do not say `Sec-Fetch-Site` (before 2023) send the origin with each form. One that says neither
    /// is no browser, and the token must do.
    static func isAllowed(_ method: HTTPRequest.Method, _ headers: HTTPFields, host: String?) -> Bool {
        guard ![.get, .head, .options].contains(method) else { return true }
        if let site = headers[.fetchSite] { return site == "same-origin" }
        guard let origin = headers[.origin] else { return true }
        guard let host, !host.isEmpty else { return false }
        return origin == "https://\(host)"
    }
}
