import Engine
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import vaultd

/// Every route against every state of a session.
struct RouteMatrixTests {
    /// Routes for everyone. Whatever is added to the router and not to this list must be closed.
    static let open: Set<String> = [
        "GET /", "GET /health", "GET /assets/**", "GET /help", "POST /language", "GET /favicon.ico", "GET /robots.txt",
        "GET /terms", "GET /information", "GET /mandate", "GET /sign-in", "POST /sign-in", "POST /sign-out",
        "GET /signed-out",
        "GET /sign-in/code", "POST /sign-in/code", "POST /sign-in/code/send", "POST /sign-in/code/cancel",
        "GET /lost", "GET /lost/email", "POST /lost/email", "GET /lost/sms", "POST /lost/sms", "GET /lost/sent",
        "GET /lost/code", "POST /lost/code", "GET /lost/link/{secret}", "POST /lost/link/{secret}", "GET /lost/card",
        "POST /lost/card", "GET /lost/helped", "POST /lost/helped", "GET /lost/password", "POST /lost/password",
        "GET /lost/stop/{secret}", "POST /lost/stop/{secret}", "GET /lost/question", "POST /lost/question", "GET /lost/wait",
        "GET /link/{id}", "POST /link/{id}", "GET /invitation/{id}", "POST /invitation/{id}",
    ]

    private static func closed(_ site: Site) -> [(method: HTTPRequest.Method, path: String)] {
        site.routes
            .filter { !open.contains("\($0.method.rawValue) \($0.path)") }
            .map { ($0.method, $0.path.replacing("{id}", with: DocumentID().text)) }
    }

    @Test func `without a session every closed route leads to the sign-in page`() async throws {
        try await Site.with { site in
            let closed = Self.closed(site)
            #expect(closed.count >= 13)
            for route in closed {
                let answer = try await site.browser().send(route.method, route.path, [.fetchSite: "same-origin"])
                #expect(answer.status == 303, "\(route)")
                #expect(answer.location?.hasPrefix("/sign-in") == true, "\(route)")
            }
        }
    }

    @Test func `a session that has ended is told so everywhere, and its cookie goes`() async throws {
        try await Site.with { site in
            let (browser, person) = try await site.browser(of: "awa")
            site.box.clock.advance(by: site.box.settings.signingIn.idle + .seconds(1))
            for route in Self.closed(site) {
                browser.cookies["__Host-session"] = person.token
                let answer = try await browser.send(route.method, route.path, [.fetchSite: "same-origin"])
                #expect(answer.location == "/signed-out?ended=idle", "\(route)")
                #expect(browser.cookies["__Host-session"] == nil, "\(route)")
            }
        }
    }

    @Test func `a temporary password opens nothing but the choice of a new one`() async throws {
        try await Site.with { site in
            let browser = try await site.browserWithTemporaryPassword("lou")
            for route in Self.closed(site) where route.path != "/password" {
                let answer = try await browser.send(route.method, route.path, [.fetchSite: "same-origin"])
                #expect(answer.location == "/password", "\(route)")
            }
            #expect(try await browser.get("/password").status == 200)
        }
    }

    @Test func `an id that is none is not found`() async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            for id in ["x", "..", "%2e%2e", "0", DocumentID().text.uppercased() + "G", String(repeating: "a", count: 4000)] {
                #expect(try await browser.get("/documents/\(id)").status == 404)
            }
        }
    }

    @Test func `what is unknown gets a page in the reader's language`() async throws {
        try await Site.with { site in
            let browser = site.browser()
            #expect(try await browser.get("/nowhere?x=1").text.contains("<html lang=\"fr\""))
            browser.fields[.acceptLanguage] = "en-GB,en;q=0.8"
            let answer = try await browser.get("/nowhere")
            #expect(answer.status == 404)
            #expect(answer.text.contains("<html lang=\"en\""))
            #expect(try await browser.send(.delete, "/documents", [.fetchSite: "same-origin"]).status == 404)
        }
    }

    @Test func `every answer carries the protecting headers`() async throws {
        try await Site.with { site in
            let (browser, _) = try await site.browser(of: "awa")
            let asset = try #require(site.services.renderer.assets.path(of: "app.css"))
            var paths = site.routes.filter { $0.method == .get }.map { $0.path.replacing("{id}", with: DocumentID().text) }
            paths += ["/nowhere", asset]
            for path in paths {
                let answer = try await browser.get(path)
                for (name, value) in SecurityHeaders.fields where name != .cacheControl {
                    #expect(answer.headers[name] == value, "\(path) \(name)")
                }
                let cached = answer.headers[.cacheControl]
                #expect(cached == (path == asset ? Asset.cacheControl : "no-store"), "\(path)")
            }
        }
    }

    @Test func `a locked service answers every page with a kind 503 and says nothing of the reason`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let slot = VaultSlot()
            slot.lock(VaultFailure(.keyFileForeign, ["path": "/etc/vaultd/keys/secret-place"]))
            let site = try Site(box, slot: slot)
            for path in ["/", "/sign-in", "/documents", "/journal", "/documents/\(DocumentID().text)"] {
                let answer = try await site.browser().get(path)
                #expect(answer.status == 503, "\(path)")
                #expect(answer.headers[.retryAfter] != nil)
                #expect(!answer.text.contains("secret-place"))
                #expect(answer.text.contains("<html lang=\"fr\""))
            }
            #expect(try await site.browser().get("/health").status == 503)
            #expect(try await site.browser().get("/help").status == 200)
        }
    }

    @Test func `the first page is small`() async throws {
        try await Site.with { site in
            let first = try await site.browser().get("/sign-in")
            let assets = ["app.css", "app.js", "icons.svg", "logo.svg"].compactMap {
                site.services.renderer.assets.path(of: $0)
            }
            let sizes = try await assets.asyncMap {
                try await site.browser().send(.get, $0, [.acceptEncoding: "gzip"]).bytes.count
            }
            #expect(assets.count == 4)
            #expect(first.bytes.count + sizes.reduce(0, +) <= 30 * 1024)
        }
    }
}

extension Array {
    /// One after the other.
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
