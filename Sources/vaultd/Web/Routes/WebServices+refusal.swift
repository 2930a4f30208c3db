import Engine
import Hummingbird

extension WebServices {
    /// The form again, with why it was not taken. Whatever is no matter of the form goes on to `FailurePages`.
    func again(
        _ failure: VaultFailure, _ request: Request, _ context: WebContext, _ page: (VaultFailure) -> some Page
    ) throws -> Response {
        guard Self.concernsForm(failure) else { throw failure }
        FailurePages.log(failure, context)
        var response = self.page(page(failure), request, context, status: failure.kind.status)
        response.headers[.retryAfter] = (failure.retryAfter ?? failure.kind.retryAfter).map(String.init)
        return response
    }

    private static func concernsForm(_ failure: VaultFailure) -> Bool {
        switch failure.kind {
        case .badInput, .tooManyAttempts, .busy, .conflict: true
        case .notSignedIn: ![.sessionEnded, .confirmationNeeded, .factorNeeded].contains(failure.code)
        default: false
        }
    }

    /// What stands before the secret of a link in a message. From the settings and never from the request: whoever
    /// writes the `Host` field must not write links.
    func linkBase(_ path: String) -> String {
        PublicAddress(settings.current.web, port: settings.current.web.port).text + path
    }
}
