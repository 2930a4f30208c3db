import ControlAPI
import Engine
import HTTPTypes
import Hummingbird
import NIOCore

extension ControlRoutes {
    func listOperations(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(OperationList(operations: operations.reports))
    }

    func showOperation(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(try record(context).report)
    }

    func cancelOperation(_ request: Request, _ context: ControlContext) async throws -> Response {
        let record = try record(context)
        guard record.cancel() else { throw ControlProblem.cannotCancel }
        return try .json(record.report, status: .accepted)
    }

    /// Streams the events of an operation, one JSON line each, until its end or until the reader goes away.
    func followOperation(_ request: Request, _ context: ControlContext) async throws -> Response {
        let follower = try record(context).follow()
        context.connectionClosed.whenComplete { _ in follower.leave() }
        let body = ResponseBody { writer in
            defer { follower.leave() }
            for await event in follower.events {
                try await writer.write(ByteBuffer(bytes: ControlJSON.line(event) + [UInt8(ascii: "\n")]))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: ControlHeader.lines, .cacheControl: "no-store"], body: body)
    }

    /// 202 with the place where the operation can be followed.
    func accepted(_ operation: OperationReport) throws -> Response {
        var response = try Response.json(operation, status: .accepted)
        response.headers[.location] = ControlPath.operation(operation.id)
        return response
    }

    private func record(_ context: ControlContext) throws -> OperationRecord {
        try operations.record(context.parameters.require("operation"))
    }
}
