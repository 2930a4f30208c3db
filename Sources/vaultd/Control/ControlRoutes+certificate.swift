import ControlAPI
import HTTPTypes
import Hummingbird

extension ControlRoutes {
    func installCertificate(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(await certificate(request.json(NewCertificateRequest.self), context.actor))
    }
}
