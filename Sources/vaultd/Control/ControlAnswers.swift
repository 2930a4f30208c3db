import ControlAPI
import Engine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Turns whatever a route throws into the one envelope for errors, and logs it: here and only here.
struct ControlErrors: RouterMiddleware {
    func handle(
        _ request: Request, context: ControlContext,
        next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try Self.answer(to: error, logger: context.logger)
        }
    }

    private static func answer(to error: any Error, logger: Logger) throws -> Response {
        switch error {
        case let problem as ControlProblem: return try .json(ErrorEnvelope(problem.report), status: problem.status)
        case let failure as VaultFailure: return try answer(to: failure, logger: logger)
        case let error as any HTTPResponseError where error.status == .notFound:
            return try answer(to: ControlProblem.noSuchPath, logger: logger)
        case let error as any HTTPResponseError where error.status == .contentTooLarge:
            return try answer(to: ControlProblem.bodyTooLarge, logger: logger)
        default: return try answer(to: VaultFailure(.fault, cause: error), logger: logger)
        }
    }

    private static func answer(to failure: VaultFailure, logger: Logger) throws -> Response {
        logger.log(
            level: failure.kind.logLevel, "A request on the control socket failed.",
            metadata: [
                "failure": "\(failure.id)", "code": "\(failure.code.rawValue)",
                "cause": "\(failure.cause.map { "\($0)" } ?? "")",
            ])
        return try .json(ErrorEnvelope(failure.report), status: failure.kind.status)
    }
}

/// Lets operators pass and nobody else, whatever they ask for.
struct ControlGate: RouterMiddleware {
    let authority: ControlAuthority
    let groupName: String
    let slot: VaultSlot

    func handle(
        _ request: Request, context: ControlContext,
        next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.claimed = Self.claimed(request.headers)
        guard authority.role(of: context.peer) != .stranger else { throw await refusal(context) }
        let version = request.headers[.vaultAPI]
        guard version == nil || version == ControlHeader.apiVersion else { throw ControlProblem.otherVersion }
        var response = try await next(request, context)
        response.headers[.vaultAPI] = ControlHeader.apiVersion
        return response
    }

    /// Journals the attempt. Where that is impossible, because the store is locked, the log has it.
    private func refusal(_ context: ControlContext) async -> any Error {
        let peer = context.peer
        context.logger.warning(
            "A request on the control socket was refused.",
            metadata: ["uid": "\(peer.user)", "gid": "\(peer.group)", "pid": "\(peer.process)"])
        if case .open(let vault) = slot.state {
            do {
                try await vault.noteDenial(of: .readStatus, to: context.actor)
            } catch {
                return error
            }
        }
        return ControlProblem.notAnOperator(group: groupName)
    }

    /// The claimed login name, where it is one; anything odd is dropped.
    static func claimed(_ headers: HTTPFields) -> String? {
        guard let name = headers[.claimedUser], !name.isEmpty, name.utf8.count <= 64 else { return nil }
        return name.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? name : nil
    }
}

extension HTTPField.Name {
    // Only a name with a character that no header may have gives nil, and these are constants of our own.
    /// `Vault-API`
    static let vaultAPI = HTTPField.Name(ControlHeader.api)!
    /// `Vault-Claimed-User`
    static let claimedUser = HTTPField.Name(ControlHeader.claimedUser)!
}

extension Response {
    /// A JSON document.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let bytes = try ControlJSON.document(value) + [UInt8(ascii: "\n")]
        return Response(
            status: status,
            headers: [
                .contentType: ControlHeader.json, .cacheControl: "no-store",
                .vaultAPI: ControlHeader.apiVersion,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Request {
    /// The body as a value.
    ///
    /// - Throws: `ControlProblem.bodyTooLarge`, `requestMalformed`.
    func json<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        var bytes: [UInt8] = []
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= ControlLimits.requestBody else {
                throw ControlProblem.bodyTooLarge
            }
            bytes += buffer.readableBytesView
        }
        do {
            return try ControlJSON.decode(type, from: bytes)
        } catch let error as DecodingError {
            throw VaultFailure(.requestMalformed, ["reason": Self.reason(error)], cause: error)
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "the key \(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "the key \(context.codingPath.map(\.stringValue).joined(separator: ".")) has a value of another kind"
        case .dataCorrupted: "its body is not JSON"
        @unknown default: "its body is not what this path takes"
        }
    }
}
