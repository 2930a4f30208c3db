import Engine
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Putting files into the safe.
struct UploadRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.post("/documents", use: upload)
    }

    private func upload(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let visit = try context.requireVisit()
        let vault = try services.slot.vault()
        let deposits = Deposits(vault: vault, place: .own(try session.requireSafe()), actor: session.actor, context: context)
        var form = try UploadForm(
            contentType: request.headers[.contentType] ?? "",
            contentLength: request.headers[.contentLength].flatMap { Int($0) },
            maxSize: vault.settings.documents.maxSize,
            accepts: { visit.accepts($0, services.seals) }
        )
        let results = try await form.read(request.body, into: deposits)
        guard !results.isEmpty else { throw VaultFailure(.nothingChosen) }
        guard Self.wantsJSON(request) else { return page(results, request, context) }
        return try Self.json(results, visit.language)
    }

    private func page(_ results: [UploadResultsPage.Result], _ request: Request, _ context: WebContext) -> Response {
        services.page(UploadResultsPage(results: results), request, context, status: Self.status(of: results))
    }

    /// 200 as soon as one file was kept; otherwise what stood in the way of the first.
    static func status(of results: [UploadResultsPage.Result]) -> HTTPResponse.Status {
        var first: VaultFailure?
        for result in results {
            guard case .refused(let failure) = result.outcome else { return .ok }
            first = first ?? failure
        }
        return first?.kind.status ?? .ok
    }

    private static func wantsJSON(_ request: Request) -> Bool {
        request.headers[.accept]?.hasPrefix("application/json") ?? false
    }

    private static func json(_ results: [UploadResultsPage.Result], _ language: Language) throws -> Response {
        let answer = UploadAnswer(results: results.map { UploadAnswer.Result($0, language) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(answer))))
    }
}

/// What became of each file, for scripts that ask for JSON. The fate of each file is in the list, so the status is 200.
struct UploadAnswer: Encodable {
    let results: [Result]

    struct Result: Encodable {
        /// The name it came with.
        let fileName: String
        /// The document it became; absent when it was refused.
        let document: String?
        let title: String?
        /// Why it was refused, by name and in the reader's words.
        let code: String?
        let sentence: String?
        let hint: String?

        init(_ result: UploadResultsPage.Result, _ language: Language) {
            fileName = result.fileName
            switch result.outcome {
            case .kept(let id, let title):
                (document, self.title) = (id, title)
                (code, sentence, hint) = (nil, nil, nil)
            case .refused(let failure):
                (document, title) = (nil, nil)
                let words = language.explanation(of: failure)
                (code, sentence, hint) = (failure.code.rawValue, words.sentence, words.hint)
            }
        }
    }
}
