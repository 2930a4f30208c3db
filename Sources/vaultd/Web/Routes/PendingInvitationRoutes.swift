import Engine
import HTTPTypes
import Hummingbird

/// The invitations that nobody has taken up yet: look, send again, take back (ACC-07).
struct PendingInvitationRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/people/invitations", use: list)
        router.post("/people/invitations/:id/renew", use: renew)
        router.post("/people/invitations/:id/cancel", use: cancel)
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        var page = try await page(context)
        page.isCancelled = request.uri.queryParameters.get("done") == "cancelled"
        return services.page(page, request, context)
    }

    private func page(_ context: WebContext) async throws -> InvitationsPage {
        let session = try context.requireSession()
        guard session.person.role == .professional else { throw VaultFailure(.notFound) }
        let vault = try services.slot.vault()
        let memberships = try await vault.memberships(of: session.person)
        var page = InvitationsPage()
        for membership in memberships {
            let found = try await vault.pendingInvitations(in: membership.structure, by: session.person)
            page.invitations += found.map {
                PendingInvitationView($0, memberships.count > 1 ? membership.structureName : nil)
            }
        }
        return page
    }

    private func renew(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        do {
            return try await services.renewed(try context.accountID(), fields, session, request, context)
        } catch let failure as VaultFailure {
            var page = try await page(context)
            return try services.again(failure, request, context) {
                page.failure = $0
                return page
            }
        }
    }

    private func cancel(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().cancelInvitation(of: try context.accountID(), by: session.person)
        return .toPage("/people/invitations?done=cancelled")
    }
}

extension WebServices {
    /// Sends an invitation again by the way that the form says, and shows the new code.
    func renewed(
        _ account: AccountID, _ fields: FormFields, _ session: ActiveSession, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let channel = fields["channel"].flatMap(Notice.Channel.init(rawValue:)) ?? .email
        let made = try await slot.vault().renewInvitation(
            of: account, by: channel, linkBase: linkBase("/invitation/"), actor: session.person)
        return invited(made, fields["name"] ?? "", session, request, context)
    }

    /// The code of an invitation that was just sent, to be said aloud.
    func invited(
        _ made: MadeInvitation, _ name: String, _ session: ActiveSession, _ request: Request, _ context: WebContext
    ) -> Response {
        let page = InvitationMadePage(
            name: name, loginName: made.loginName, code: made.code, endsAt: made.endsAt, role: session.person.role)
        return self.page(page, request, context)
    }
}
