import Engine
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Runs Hummingbird's responder for each request: the part of `Application.run` that a listener of our own
/// needs.
enum RequestAnswering {
    /// The closure that a server channel calls for each request.
    static func responder<Routes: HTTPResponder>(
        for routes: Routes,
        date: HTTPDate,
        logger: Logger
    ) -> HTTPChannelHandler.Responder
    where Routes.Context: InitializableFromSource<ApplicationRequestContextSource> {
        { request, writer, channel in
            var logger = logger
            logger[metadataKey: "hb.request.id"] = .string(requestID())
            let context = Routes.Context(source: ApplicationRequestContextSource(channel: channel, logger: logger))
            var response: Response
            do {
                response = try await routes.respond(to: request, context: context)
            } catch {
                response = plainAnswer(to: error, logger: logger)
            }
            response.headers[.date] = date.text
            // An error from here on closes the connection before the end of the answer: that is how the reader
            // learns that a document broke off.
            try await writer.write(response: response.head, body: response.body)
        }
    }

    /// What a failure gets that no middleware turned into a page.
    private static func plainAnswer(to error: any Error, logger: Logger) -> Response {
        if let failure = error as? VaultFailure, let status = status(ofBroken: failure.code) {
            return plain(status, failure.sentence)
        }
        if let known = error as? any HTTPResponseError { return plain(known.status, known.status.reasonPhrase) }
        logger.error("A request failed.", metadata: ["error": "\(error)"])
        return plain(.internalServerError, VaultFailure(.fault).sentence)
    }

    private static func status(ofBroken code: FailureCode) -> HTTPResponse.Status? {
        switch code {
        case .uploadTooSlow: .requestTimeout
        case .uploadCutOff, .requestMalformed: .badRequest
        default: nil
        }
    }

    private static func plain(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: sentence + "\n"))
        )
    }

    private static func requestID() -> String {
        Hex.encode((0..<8).map { _ in UInt8.random(in: .min ... .max) })
    }
}
