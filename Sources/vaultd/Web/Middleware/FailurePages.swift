import Engine
import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever goes wrong behind it into a page with the reader's words, and logs it once, under the same id.
struct FailurePages: RouterMiddleware {
    typealias Context = WebContext
    let services: WebServices

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let failure as VaultFailure where failure.code == .sessionEnded {
            return toSignIn(request, context)
        } catch {
            let failure = Self.failure(for: error)
            Self.log(failure, context)
            return response(failure, request, context)
        }
    }

    /// The failure behind any error.
    static func failure(for error: any Error) -> VaultFailure {
        switch error {
        case let failure as VaultFailure: failure
        case let error as any HTTPResponseError where error.status == .notFound: VaultFailure(.notFound)
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            VaultFailure(.requestMalformed, ["reason": error.status.reasonPhrase])
        case is CancellationError: VaultFailure(.stopping, cause: error)
        default: VaultFailure(.fault, cause: error)
        }
    }

    /// Writes the failure down, at the level of its kind, with its cause.
    static func log(_ failure: VaultFailure, _ context: WebContext) {
        var facts: Logger.Metadata = [
            "failure": "\(failure.id)", "code": "\(failure.code.rawValue)", "route": "\(context.endpointPath ?? "none")",
        ]
        if let cause = failure.cause { facts["cause"] = "\(cause)" }
        // A locked service was reported when it was locked; each visitor need not repeat it.
        let level = failure.code == .serviceLocked ? .info : failure.kind.logLevel
        context.logger.report(.requestFailed, level, "\(failure.sentence)", facts)
    }

    private func response(_ failure: VaultFailure, _ request: Request, _ context: WebContext) -> Response {
        guard context.visit != nil else {
            return Response(
                status: failure.kind.status, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: failure.sentence + "\n")))
        }
        var response = services.page(FailurePage(failure: failure), request, context, status: failure.kind.status)
        if let seconds = failure.retryAfter ?? failure.kind.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }

    /// Nobody is signed in: to the page where one signs in, and back here afterwards.
    private func toSignIn(_ request: Request, _ context: WebContext) -> Response {
        guard context.visit?.sessionEnded == true else {
            return .toPage(request.method == .get ? "/sign-in" + ReturnPath.query(for: request.head.path) : "/sign-in")
        }
        return .toPage(context.visit?.endedIdle == true ? "/signed-out?ended=idle" : "/signed-out")
    }
}
