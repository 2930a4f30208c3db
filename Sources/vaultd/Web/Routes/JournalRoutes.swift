import Engine
import HTTPTypes
import Hummingbird
import NIOCore

/// The holder's journal to take home.
struct JournalRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/journal.csv", use: save)
    }

    private func save(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let language = try context.requireVisit().language
        let vault = try services.slot.vault()
        let first = try await vault.journalLines(of: session.person, before: nil)
        let body = ResponseBody { writer in
            var lines = first
            try await writer.write(ByteBuffer(string: JournalCSV.head(in: language)))
            while let last = lines.last {
                let text = lines.map { JournalCSV.line($0, in: language) }.joined()
                try await writer.write(ByteBuffer(string: text))
                lines = try await vault.journalLines(of: session.person, before: last.sequence)
            }
            try await writer.finish(nil)
        }
        let fields: HTTPFields = [
            .contentType: "text/csv; charset=utf-8",
            .contentDisposition: ContentDisposition.value(.attachment, fileName: "journal.csv"),
        ]
        return Response(status: .ok, headers: fields, body: body)
    }
}
