import Engine
import HTTPTypes
import Hummingbird
import NIOCore

/// The documents themselves: shown in the browser, or saved.
struct DocumentBytesRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        for (ending, purpose) in [("content", RetrievalPurpose.view), ("download", .download)] {
            let path = RouterPath("/documents/:id/\(ending)")
            router.get(path) { try await bytes(for: purpose, $0, $1) }
            router.head(path) { try await head(for: purpose, $0, $1) }
        }
    }

    private func bytes(for purpose: RetrievalPurpose, _ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let id = try context.documentID()
        let vault = try services.slot.vault()
        let summary = try await vault.document(id, by: session.actor, for: purpose.act)
        let range = ByteRange(request.headers[.range], length: summary.size)
        var headers = Self.headers(summary, purpose)
        headers[.contentRange] = range.contentRange(length: summary.size)
        guard range != .unsatisfiable else { return Response(status: .rangeNotSatisfiable, headers: headers) }
        let part = range.bytes(of: summary.size)
        let opened = try await vault.openDocument(
            id, by: session.actor, for: purpose, part: part.lowerBound == 0 ? .beginning : .continuation)
        let body = ResponseBody(contentLength: part.count) { writer in
            // An error here closes the connection before the end: bytes that could not be verified never leave.
            for try await chunk in opened.chunks(part) { try await writer.write(chunk) }
            try await writer.finish(nil)
        }
        return Response(status: range == .whole ? .ok : .partialContent, headers: headers, body: body)
    }

    /// A whole document to be saved, as the answer to a form. An error on the way closes the connection before the end.
    static func saved(_ opened: OpenedDocument) -> Response {
        let body = ResponseBody(contentLength: opened.length) { writer in
            for try await chunk in opened.chunks() { try await writer.write(chunk) }
            try await writer.finish(nil)
        }
        var fields = headers(opened.summary, .download)
        fields[.acceptRanges] = nil
        return Response(status: .ok, headers: fields, body: body)
    }

    /// The same fields without opening the document, which would be written into its journal as read.
    private func head(for purpose: RetrievalPurpose, _ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let summary = try await services.slot.vault().document(
            try context.documentID(), by: session.actor, for: purpose.act)
        var headers = Self.headers(summary, purpose)
        headers[.contentLength] = String(summary.size)
        return Response(status: .ok, headers: headers)
    }

    /// Only what cannot run anything is shown within the site; everything else is saved.
    private static func headers(_ summary: DocumentSummary, _ purpose: RetrievalPurpose) -> HTTPFields {
        let isShown = purpose == .view && summary.isShowable
        return [
            .contentType: summary.mediaType.isText ? "text/plain; charset=utf-8" : summary.mediaType.mime,
            .contentDisposition: ContentDisposition.value(isShown ? .inline : .attachment, fileName: summary.downloadName),
            .contentSecurityPolicy: summary.mediaType.isPDF && isShown
                ? SecurityHeaders.shownPDFPolicy : SecurityHeaders.documentPolicy,
            .acceptRanges: "bytes",
            .cacheControl: "no-store",
        ]
    }
}

extension RetrievalPurpose {
    /// What the policy calls it.
    fileprivate var act: Action {
        switch self {
        case .view: .viewDocument
        case .download: .downloadDocument
        }
    }
}

extension ByteRange {
    /// The bytes to send of a document of `length` bytes.
    func bytes(of length: Int) -> Range<Int> {
        switch self {
        case .part(let range): range
        case .whole: 0..<length
        case .unsatisfiable: 0..<0
        }
    }
}
