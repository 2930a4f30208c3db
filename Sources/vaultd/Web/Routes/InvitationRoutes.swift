import Engine
import HTTPTypes
import Hummingbird

/// Where an invited person comes in, without a session (ACC-07). The token in the path is a secret: no log writes paths.
struct InvitationRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/invitation/:id", use: ask)
        router.post("/invitation/:id", use: goOn)
    }

    /// Looks nothing up: the page tells nobody whether there is such an invitation.
    private func ask(_ request: Request, _ context: WebContext) throws -> Response {
        services.page(try page(context, .code), request, context)
    }

    private func goOn(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        var page = try page(context, .code)
        do {
            page.code = fields["code"] ?? ""
            let person = try await services.slot.vault().invited(
                token: page.token, code: SecretText(page.code), from: context.source)
            page.person = person
            if person.role == .beneficiary {
                guard let accepted = try agreement(&page, fields, context) else {
                    return services.page(page, request, context)
                }
                page.accepted = accepted
            }
            page.step = .password
            guard let password = fields["new-password"], !password.isEmpty else {
                return services.page(page, request, context)
            }
            guard password == fields["new-password-again"] else {
                page.differs = true
                return services.page(page, request, context, status: .badRequest)
            }
            return try await accept(page, SecretText(password), context)
        } catch let failure as VaultFailure where failure.code == .linkRefused || failure.isAboutFields {
            FailurePages.log(failure, context)
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    /// What the person agreed to; nil where they have not been asked yet.
    private func agreement(
        _ page: inout InvitationPage, _ fields: FormFields, _ context: WebContext
    ) throws -> AcceptedInvitation? {
        page.step = .mandate
        let reader = try context.requireVisit().language
        page.sheet = try services.sheet(.information, for: reader)
        page.mandate = try services.sheet(.mandate, for: reader)
        guard fields["signed"] != nil else { return nil }
        return AcceptedInvitation(
            mandate: try services.signed(fields.acts.union([.openAccount]), fields),
            information: try services.shown(.information, fields))
    }

    private func accept(
        _ page: InvitationPage, _ password: SecretText, _ context: WebContext
    ) async throws -> Response {
        _ = try await services.slot.vault().acceptInvitation(
            token: page.token, code: SecretText(page.code), password: password, page.accepted, from: context.source)
        return .toPage("/sign-in")
    }

    private func page(_ context: WebContext, _ step: InvitationPage.Step) throws -> InvitationPage {
        guard let token = context.parameters.get("id"), token.utf8.count <= 64 else { throw VaultFailure(.notFound) }
        return InvitationPage(
            token: String(token), step: step,
            minimumLength: services.settings.current.signingIn.minimumPasswordLength)
    }
}
