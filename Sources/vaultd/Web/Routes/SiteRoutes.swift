import Engine
import HTTPTypes
import Hummingbird

/// Every route of the site. What is not here does not exist.
struct SiteRoutes: Sendable {
    let services: WebServices

    /// The router, with what stands before each page, outermost first.
    func router() -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog())
        router.add(middleware: SecurityHeaders())
        router.add(middleware: VisitMiddleware(services: services))
        router.add(middleware: FailurePages(services: services))
        router.add(middleware: SameOriginOnly())
        router.add(middleware: PasswordGate())
        router.add(middleware: FactorGate())
        router.add(middleware: TermsGate(services: services))
        ServiceRoutes(services: services).add(to: router)
        SigningInRoutes(services: services).add(to: router)
        SecondStepRoutes(services: services).add(to: router)
        LostRoutes(services: services).add(to: router)
        SecurityRoutes(services: services).add(to: router)
        FactorRoutes(services: services).add(to: router)
        ContactRoutes(services: services).add(to: router)
        QuestionRoutes(services: services).add(to: router)
        AssistedResetRoutes(services: services).add(to: router)
        DocumentRoutes(services: services).add(to: router)
        DocumentBytesRoutes(services: services).add(to: router)
        UploadRoutes(services: services).add(to: router)
        SharingRoutes(services: services).add(to: router)
        SharingOverviewRoutes(services: services).add(to: router)
        HelpingStructureRoutes(services: services).add(to: router)
        PersonRoutes(services: services).add(to: router)
        PeopleRoutes(services: services).add(to: router)
        InvitationRoutes(services: services).add(to: router)
        TeamRoutes(services: services).add(to: router)
        JournalRoutes(services: services).add(to: router)
        ActsRoutes(services: services).add(to: router)
        LeavingRoutes(services: services).add(to: router)
        LinkRoutes(services: services).add(to: router)
        TextRoutes(services: services).add(to: router)
        return router
    }
}

extension WebContext {
    /// The visit, on routes behind `VisitMiddleware`.
    ///
    /// - Throws: `fault` elsewhere.
    func requireVisit() throws -> Visit {
        guard let visit else { throw VaultFailure(.fault) }
        return visit
    }

    /// The session of somebody who is signed in.
    ///
    /// - Throws: `sessionEnded` without one, which leads to the sign-in page; why sessions cannot be looked up.
    func requireSession() throws -> ActiveSession {
        let visit = try requireVisit()
        if let trouble = visit.trouble { throw trouble }
        guard let session = visit.session else { throw VaultFailure(.sessionEnded) }
        return session
    }

    /// The document that the path names.
    ///
    /// - Throws: `notFound`.
    func documentID() throws -> DocumentID { try identifier() }

    /// The account that the path names.
    ///
    /// - Throws: `notFound`.
    func accountID() throws -> AccountID { try identifier() }

    /// The thing that the path names.
    ///
    /// - Throws: `notFound`.
    func identifier<Kind>() throws -> Identifier<Kind> {
        guard let text = parameters.get("id"), let id = Identifier<Kind>(text) else { throw VaultFailure(.notFound) }
        return id
    }

    /// Where the request came from.
    var source: RequestSource { RequestSource(address: connection.remoteAddress) }
}

extension ActiveSession {
    /// The holder as an actor.
    var actor: Actor { .person(person) }

    /// The holder's own safe.
    ///
    /// - Throws: `notFound` for roles that hold none.
    func requireSafe() throws -> SafeID {
        guard let safe = person.safe else { throw VaultFailure(.notFound) }
        return safe
    }
}
