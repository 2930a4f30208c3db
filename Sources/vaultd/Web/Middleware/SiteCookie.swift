import Engine
import HTTPTypes
import Hummingbird

/// The cookies of the site. All bear the prefix `__Host-`, which browsers accept only from this very host, over
/// TLS, for the whole site.
enum SiteCookie: String, Sendable {
    /// The token of a session.
    case session = "__Host-session"
    /// The first step of a sign-in; only the pages of the second step look at it.
    case half = "__Host-half"
    /// By which a browser is known to the accounts that were used in it.
    case device = "__Host-device"
    /// A way back in that was begun in this browser.
    case reset = "__Host-reset"
    /// What the forms of somebody who is not signed in are bound to.
    case form = "__Host-form"
    /// The language that was chosen.
    case language = "__Host-language"
    /// A word about what was just done, shown once.
    case notice = "__Host-notice"

    /// The `Set-Cookie` value. Lax and not Strict: a link from the town's own site must find the session; whatever
    /// changes something is held by token and origin.
    func setting(_ value: String, keptFor time: Duration? = nil) -> String {
        let age = time.map { "; Max-Age=\($0.inSeconds)" } ?? ""
        return "\(rawValue)=\(value)\(age); Path=/; Secure; HttpOnly; SameSite=Lax"
    }

    /// The `Set-Cookie` value that removes it.
    var removal: String { "\(rawValue)=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax" }

    /// Its value in a request.
    func value(in request: Request) -> String? {
        guard let value = request.cookies[rawValue]?.value, !value.isEmpty, value.utf8.count <= 512 else { return nil }
        return value
    }
}

extension Response {
    /// Adds a `Set-Cookie` line.
    mutating func append(cookie: String) { headers.append(HTTPField(name: .setCookie, value: cookie)) }
}
