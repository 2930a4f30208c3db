import Engine
import Hummingbird
import Synchronization

/// Somebody who has not accepted the terms in force may read them and the other texts, accept, choose a password,
/// change the language, get help, take everything home, delete the account and leave, and nothing else (ACC-08). It stands behind the gates that come before a
/// session is whole, and leaves sessions to them that they keep.
struct TermsGate: RouterMiddleware {
    typealias Context = WebContext
    let services: WebServices

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let session = context.visit?.session, !session.mustChangePassword, !session.mustAddSecondFactor,
            !Self.open.contains(request.uri.path), try await !services.hasAcceptedTerms(session.person)
        else { return try await next(request, context) }
        let wanted = request.method == .get ? request.head.path : nil
        return .toPage("/terms/accept" + ReturnPath.query(for: wanted))
    }

    private static let open: Set<String> = [
        "/terms", "/terms/accept", "/information", "/mandate", "/help", "/language", "/password", "/sign-out",
        "/signed-out", "/security-news",
        // Who refuses takes everything home, or has it deleted: their papers are never held against a yes.
        "/account/export", "/account/delete", "/account/delete/cancel", "/security/confirm",
    ]
}

/// Who has accepted the terms in force, as far as this process has looked: nobody takes an acceptance back.
final class AcceptedTerms: Sendable {
    private static let capacity = 10_000
    private let known = Mutex<Set<AccountID>>([])

    func contains(_ account: AccountID) -> Bool { known.withLock { $0.contains(account) } }

    func insert(_ account: AccountID) {
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known.insert(account)
        }
    }
}

extension WebServices {
    /// Whether the person has accepted the terms in force. The version does not change while the process runs.
    func hasAcceptedTerms(_ person: SignedInPerson) async throws -> Bool {
        guard let version = texts.current(.terms), !accepted.contains(person.account) else { return true }
        guard try await slot.vault().hasAccepted(.terms, version: version, person) else { return false }
        accepted.insert(person.account)
        return true
    }
}
