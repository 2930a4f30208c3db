@testable import Engine
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import TestSupport

@testable import vaultd

/// The whole site over a real vault, asked without a network.
struct Site: Sendable {
    let box: TemporaryVault
    let services: WebServices
    /// Every route that the router knows.
    let routes: [SiteRoute]
    private let responder: RouterResponder<WebContext>

    /// Runs `body` with a site of its own.
    static func with(
        _ parts: TemporaryVault.Parts = .withoutScanner, texts: TextLibrary? = nil,
        adjust: (inout Settings) -> Void = { _ in }, _ body: (Site) async throws -> Void
    ) async throws {
        try await TemporaryVault.with(parts, adjust: adjust) { box in
            try await body(Site(box, slot: VaultSlot(.open(box.vault)), texts: texts))
        }
    }

    /// - Parameter texts: nil for the delivered ones without terms, so that nobody is asked to accept anything.
    init(_ box: TemporaryVault, slot: VaultSlot, texts: TextLibrary? = nil) throws {
        self.box = box
        services = WebServices(
            slot: slot, settings: LiveSettings(box.settings), renderer: try Self.renderer.get(),
            seals: CookieSeal(clock: box.clock), clock: box.clock, logger: Self.logger, texts: try texts ?? Self.sheets.get()
        )
        let router = SiteRoutes(services: services).router()
        routes = router.routes.map { SiteRoute(method: $0.method, path: "\($0.path)") }
        responder = router.buildResponder()
    }

    /// A browser without cookies.
    func browser() -> Browser { Browser(site: self) }

    /// A browser in which a new person is signed in.
    func browser(of name: String) async throws -> (Browser, TestPerson) {
        let person = try await box.beneficiary(name)
        let browser = browser()
        browser.cookies["__Host-session"] = person.token
        return (browser, person)
    }

    /// A browser in which somebody is signed in whose password is temporary.
    func browserWithTemporaryPassword(_ name: String) async throws -> Browser {
        let new = NewBeneficiary(loginName: name, firstName: "Lou", lastName: "Neuf")
        let account = try await box.vault.addBeneficiary(new, by: TemporaryVault.staff)
        let opened = try await box.signIn(name, account.temporaryPassword?.reveal() ?? "")
        let browser = browser()
        browser.cookies["__Host-session"] = opened.token.reveal()
        return browser
    }

    /// A browser with the session of somebody.
    func browser(token: String) -> Browser {
        let browser = browser()
        browser.cookies["__Host-session"] = token
        return browser
    }

    /// What the newest message says that carries such a value.
    func lastMessage(_ value: NoticeValue) async throws -> String? {
        let keys = box.vault.keys
        let values = try await box.vault.catalog.read { database in
            try Row.fetchAll(database, sql: "SELECT id, content FROM outbox ORDER BY created_at").map { row in
                let id: NoticeID = try row.identifier("id")
                let content = try keys.directory.open(row.bytes("content") ?? [], at: Outbox.address("content", of: id))
                return try NoticeContent(decoding: content).values
            }
        }
        return values.compactMap { $0[value] }.last
    }

    /// Hands a request to the routes.
    ///
    /// - Parameter meanwhile: what happens before the answer is sent.
    func respond(_ request: Request, meanwhile: () async throws -> Void = {}) async throws -> Answer {
        let source = ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: Self.logger)
        let response = try await responder.respond(to: request, context: WebContext(source: source))
        try await meanwhile()
        let body = CollectedBody()
        try await response.body.write(CollectingWriter(body: body))
        return Answer(status: response.status.code, headers: response.headers, bytes: body.bytes)
    }

    static let resources = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/vaultd/Resources").standardized.path
    private static let sheets = Result {
        let delivered = try TextLibrary(delivered: resources + "/texts", own: "", language: "fr")
        return TextLibrary(versions: delivered.versions.filter { $0.key != .terms })
    }
    /// The fields of a form that say which sheet and which mandate were on the page.
    func shownTexts(_ language: String = "fr") throws -> [String: String] {
        var fields: [String: String] = [:]
        for kind in [OfficialText.Kind.information, .mandate] {
            let shown = try shownText(kind, language)
            fields["\(kind.rawValue)-version"] = shown.version
            fields["\(kind.rawValue)-language"] = shown.language
            fields["\(kind.rawValue)-digest"] = Hex.encode(shown.digest ?? [])
        }
        return fields
    }

    /// A text as its page shows it now.
    func shownText(_ kind: OfficialText.Kind, _ language: String = "fr") throws -> ShownText {
        try services.officialText(kind, for: services.renderer.languages[language] ?? services.renderer.languages.standard)
            .shown
    }
    private static let logger = Logger(label: "test") { _ in
        var handler = SwiftLogNoOpLogHandler()
        handler.metadata = [:]
        return handler
    }
    private static let renderer = Result {
        try Renderer(resources: resources, defaultLanguage: "fr", zone: .gmt)
    }
}

/// A route by its method and the pattern of its path.
struct SiteRoute: Sendable {
    let method: HTTPRequest.Method
    let path: String
}

/// What came back.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var location: String? { headers[.location] }
    /// The hidden fields of the page, as a browser sends them.
    var hidden: [String: String] {
        let fields = text.matches(of: /type="hidden" name="([a-z.-]+)" value="([^"]*)"/)
        return Dictionary(fields.map { (String($0.output.1), String($0.output.2)) }, uniquingKeysWith: { $1 })
    }
    /// The token of the first form of the page.
    var token: String { text.firstMatch(of: /name="csrf" value="([^"]*)"/).map { String($0.output.1) } ?? "" }
}

/// Keeps cookies and sends forms as a browser does.
final class Browser {
    let site: Site
    var cookies: [String: String] = [:]
    /// Added to every request.
    var fields: HTTPFields = [.acceptLanguage: "fr"]
    /// What it says as `Host`.
    var authority = "safe.example"

    init(site: Site) { self.site = site }

    /// Sends a request and keeps the cookies of its answer.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ extra: HTTPFields = [:], body: [UInt8] = []
    ) async throws -> Answer {
        var head = HTTPRequest(method: method, scheme: "https", authority: authority, path: path)
        head.headerFields = fields
        if !cookies.isEmpty { head.headerFields[.cookie] = cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }
        for field in extra { head.headerFields[field.name] = field.value }
        let pieces = stride(from: 0, to: body.count, by: 1000).map {
            ByteBuffer(bytes: body[$0..<min($0 + 1000, body.count)])
        }
        let stream = AsyncStream { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
        let answer = try await site.respond(Request(head: head, body: RequestBody(asyncSequence: stream)))
        for value in answer.headers[values: .setCookie] { keep(value) }
        return answer
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }

    /// Sends a form with the token of the page `page`.
    func form(_ path: String, _ values: [String: String] = [:], tokenFrom page: String? = nil) async throws -> Answer {
        let token = try await get(page ?? path).token
        return try await post(path, values.merging(["csrf": token]) { own, _ in own })
    }

    /// Sends a form as it is.
    func post(_ path: String, _ values: [String: String], site: String? = "same-origin") async throws -> Answer {
        let text = values.map { "\($0)=\(QueryText.encoded($1))" }.joined(separator: "&")
        var extra: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        extra[.fetchSite] = site
        return try await send(.post, path, extra, body: Array(text.utf8))
    }

    /// Sends a form of files; the parts in this order.
    func upload(
        _ parts: [FormPart], to path: String = "/documents", _ extra: HTTPFields = [:]
    ) async throws -> Answer {
        var body: [UInt8] = []
        for part in parts { body += part.bytes(boundary: "limit") }
        body += Array("--limit--\r\n".utf8)
        var fields: HTTPFields = [.contentType: "multipart/form-data; boundary=limit", .fetchSite: "same-origin"]
        for field in extra { fields[field.name] = field.value }
        return try await send(.post, path, fields, body: body)
    }

    private func keep(_ setCookie: String) {
        let pair = setCookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        cookies[String(pair[0])] = pair[1].isEmpty || setCookie.contains("Max-Age=0") ? nil : String(pair[1])
    }
}

/// A part of a form.
enum FormPart {
    case field(String, String)
    case file(String, [UInt8])

    func bytes(boundary: String) -> [UInt8] {
        switch self {
        case .field(let name, let value):
            Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        case .file(let name, let content):
            Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\nContent-Type: x/y\r\n\r\n"
                    .utf8)
                + content + Array("\r\n".utf8)
        }
    }
}

/// What a response's body wrote.
private final class CollectedBody {
    var bytes: [UInt8] = []
}

private struct CollectingWriter: ResponseBodyWriter {
    let body: CollectedBody

    mutating func write(_ buffer: ByteBuffer) async throws { body.bytes += Array(buffer.readableBytesView) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
