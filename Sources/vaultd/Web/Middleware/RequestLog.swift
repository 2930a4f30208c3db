import Engine
import HTTPTypes
import Hummingbird
import Logging

/// One line for each request: its method, the route (never the path or the query, which hold ids), status and time.
struct RequestLog: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = (ContinuousClock.now - start).inMilliseconds
        // Monitoring asks every few seconds; assets come a dozen at a time.
        let isNoise = context.endpointPath == "/health" || context.endpointPath == "/assets/**"
        context.logger.report(
            .requestAnswered, isNoise ? .trace : .debug, "Answered.",
            [
                "method": "\(request.method.rawValue)", "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)", "ms": "\(milliseconds)",
            ])
        return response
    }
}
