import Engine
import HTTPTypes
import Hummingbird
import NIOCore

/// Everything of a safe as a file, and the end of the account (ACC-14).
struct LeavingRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.post("/account/export", use: export)
        router.get("/account/delete", use: ask)
        router.post("/account/delete", use: delete)
        router.post("/account/delete/cancel", use: cancel)
    }

    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try session.requireSafe()
        let due = try await services.slot.vault().deletionDue(of: session.person)
        let page = DeleteAccountPage(backupDays: services.settings.current.backups.keepDays, due: due)
        return services.page(page, request, context)
    }

    private func export(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let visit = try context.requireVisit()
        _ = try await FormFields(request, visit, services.seals)
        let language = visit.language
        let words = ExportWords(journalName: "journal.csv", journalHead: JournalCSV.head(in: language)) {
            JournalCSV.line($0, in: language)
        }
        let export = try await services.slot.vault().exportSafe(of: session.person, words: words)
        let body = ResponseBody { writer in
            // An error here closes the connection before the end: a part is never taken for the whole.
            try await export.write { try await writer.write($0) }
            try await writer.finish(nil)
        }
        let fields: HTTPFields = [
            .contentType: "application/zip",
            .contentDisposition: ContentDisposition.value(.attachment, fileName: "coffre.zip"),
            .contentSecurityPolicy: SecurityHeaders.documentPolicy,
        ]
        return Response(status: .ok, headers: fields, body: body)
    }

    private func delete(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let time = try Self.time(try fields.required("when"))
        let receipt = try await services.slot.vault().deleteAccount(of: session.person, time)
        guard time == .atOnce else {
            return services.page(AccountDeletedPage(receipt: receipt, isDone: false), request, context)
        }
        var gone = context
        gone.visit?.session = nil
        var response = services.page(AccountDeletedPage(receipt: receipt, isDone: true), request, gone)
        response.headers[.clearSiteData] = "\"cache\", \"cookies\", \"storage\""
        response.append(cookie: SiteCookie.session.removal)
        return response
    }

    private func cancel(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().cancelDeletion(of: session.person)
        return .toPage("/documents")
    }

    private static func time(_ word: String) throws -> DeletionTime {
        switch word {
        case "now": .atOnce
        case "week": .afterAWeek
        default: throw VaultFailure(.fieldUnusable, ["field": "when", "reason": "it is no choice of the form"])
        }
    }
}
