import HTTPTypes
import NIOHTTP1
import NIOHTTPTypes

/// A request that is answered before any route sees it, with a plain line of text.
struct RequestRefusal: Error, Equatable {
    /// The status of the answer.
    let status: HTTPResponse.Status
    /// One English sentence: what is wrong with the request.
    let sentence: String

    /// 431: over the limits of size or number.
    static let headerTooLarge = RequestRefusal(
        status: .requestHeaderFieldsTooLarge,
        sentence: "The header of the request is too large."
    )
    /// 408: its header did not end in time.
    static let headerTooSlow = RequestRefusal(
        status: .requestTimeout,
        sentence: "The header of the request did not arrive in time."
    )
    /// 400: not HTTP.
    static let malformed = RequestRefusal(status: .badRequest, sentence: "The request is malformed.")
    /// 400: RFC 9112 3.2 asks for exactly one.
    static let hostMissing = RequestRefusal(
        status: .badRequest,
        sentence: "The request must have exactly one Host field."
    )

    /// The refusal that fits an error of the parser; nil for errors that are none of the request's.
    init?(_ error: any Error) {
        switch error {
        case let refusal as RequestRefusal: self = refusal
        case HTTPParserError.headerOverflow: self = .headerTooLarge
        case HTTPParserError.invalidVersion:
            self = RequestRefusal(status: .httpVersionNotSupported, sentence: "HTTP/1.1 or HTTP/2 is spoken here.")
        case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection: return nil
        case is HTTPParserError: self = .malformed
        default: return nil
        }
    }

    init(status: HTTPResponse.Status, sentence: String) {
        self.status = status
        self.sentence = sentence
    }

    /// The answer's header, which ends an HTTP/1.1 connection where `closes`.
    func head(closes: Bool) -> HTTPResponse {
        var head = HTTPResponse(status: status)
        head.headerFields[.contentType] = "text/plain; charset=utf-8"
        head.headerFields[.contentLength] = String(sentence.utf8.count + 1)
        head.headerFields[.cacheControl] = "no-store"
        if closes { head.headerFields[.connection] = "close" }
        return head
    }
}
