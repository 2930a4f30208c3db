import HTTPTypes
import Hummingbird

/// Puts on every answer what tells browsers to trust nothing but this site (security.md 2.5). A route that has set
/// one of these fields itself keeps its own.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = WebContext

    /// For pages: own files only, no inline script or style, no frames.
    static let pagePolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
    ].joined(separator: "; ")

    /// For people's own documents: whatever they hold, it may do nothing.
    static let documentPolicy =
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

    /// For a PDF in the browser's viewer, which no browser starts under `sandbox`. The viewer runs what the file holds
    /// in a process of its own, outside this origin.
    static let shownPDFPolicy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"

    /// With `no-referrer`, browsers would send `Origin: null` with our own forms; nothing leaves this origin either way.
    static let fields: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, pagePolicy),
        (.strictTransportSecurity, "max-age=31536000; includeSubDomains"),
        (.xContentTypeOptions, "nosniff"),
        (.crossOriginOpenerPolicy, "same-origin"),
        (.crossOriginResourcePolicyField, "same-origin"),
        (.referrerPolicy, "same-origin"),
        (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"),
        (.cacheControl, "no-store"),
    ]

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fields where response.headers[name] == nil { response.headers[name] = value }
        return response
    }
}
