import Engine
import HTTPTypes
import Hummingbird

extension WebServices {
    /// The answer that carries a new session into the browser.
    func enter(_ opened: OpenedSession, returnTo: String?, _ context: WebContext) async throws -> Response {
        // A session that was open in this browser ends: what is signed in now takes its place.
        if let old = context.visit?.session { try await slot.vault().signOut(old.person) }
        let session = opened.session
        let first = session.mustChangePassword ? "/password" : session.mustAddSecondFactor ? "/security/factors" : nil
        // Whoever finds the account open again that was disabled is told so before anything else.
        var response = Response.toPage(first ?? (opened.isReopened ? nil : returnTo) ?? session.home)
        if opened.isReopened { response.append(cookie: DocumentsPage.Done.reopened.cookie(seals)) }
        response.append(cookie: SiteCookie.session.setting(opened.token.reveal()))
        if let device = opened.device {
            response.append(cookie: SiteCookie.device.setting(device.reveal(), keptFor: .days(365)))
        }
        response.append(cookie: SiteCookie.form.removal)
        return response
    }
}

extension WebContext {
    /// Where the request came from, with the sort of browser: for what is written down about a sign-in.
    func source(of request: Request) -> RequestSource {
        RequestSource(
            address: connection.remoteAddress, browser: request.headers[.userAgent].map { BrowserKind(userAgent: $0) })
    }
}

extension BrowserKind {
    /// What a browser says of itself, as far as it matters. The order counts: most pretend to be others too.
    init(userAgent text: String) {
        let text = text.prefix(512)
        func first<Kind>(_ known: [(String, Kind)]) -> Kind? { known.first { text.contains($0.0) }?.1 }
        self.init(
            program: first([
                ("Edg", .edge), ("OPR/", .opera), ("SamsungBrowser", .samsung), ("Firefox", .firefox), ("FxiOS", .firefox),
                ("Chrome", .chrome), ("Chromium", .chrome), ("CriOS", .chrome), ("Safari", .safari),
            ]) ?? .other,
            system: first([
                ("Android", .android), ("iPhone", .iphone), ("iPad", .iphone), ("Windows", .windows),
                ("Mac OS X", .mac), ("Linux", .linux),
            ]) ?? .other)
    }
}
