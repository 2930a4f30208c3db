import Engine
import HTTPTypes
import Hummingbird

/// Opening a safe with the person present, screen by screen (ACC-01, ACC-03, ACC-06, ACC-09).
struct OpeningRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/people/new", use: begin)
        router.post("/people/new", use: next)
    }

    private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        var form = OpeningForm()
        form.language = context.visit?.language.code ?? services.renderer.languages.standard.code
        return services.page(try await page(form, at: .identity, session), request, context)
    }

    private func next(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let form = OpeningForm(fields)
        if let back = fields["back"].flatMap(OpeningForm.Step.init(rawValue:)) {
            return services.page(try await page(form, at: back, session), request, context)
        }
        do {
            if let way = fields["invite"].flatMap(Notice.Channel.init(rawValue:)) {
                return try await invite(form, by: way, session, request, context)
            }
            return try await goOn(form, fields, session, request, context)
        } catch let failure as VaultFailure where failure.isAboutFields {
            FailurePages.log(failure, context)
            let atPassword = [.passwordTooWeak, .pinUnusable, .busy].contains(failure.code)
            var page = try await page(form, at: atPassword ? .password : .identity, session)
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    /// The person is not present: a link by SMS or e-mail, and a code that is said aloud.
    private func invite(
        _ form: OpeningForm, by channel: Notice.Channel, _ session: ActiveSession, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let (chosen, _) = try await services.membership(form.structure, session)
        let made = try await services.slot.vault().invite(
            form.person(), to: chosen.structure, by: channel, linkBase: services.linkBase("/invitation/"),
            actor: session.person)
        return services.invited(made, "\(form.firstName) \(form.lastName)", session, request, context)
    }

    private func goOn(
        _ form: OpeningForm, _ fields: FormFields, _ session: ActiveSession, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let vault = try services.slot.vault()
        try vault.checkFields(of: form.person())
        if form.isExplained { _ = try services.shown(.information, fields) }
        if form.isSigned { _ = try services.shown(.mandate, fields) }
        guard form.step == .password, let password = fields["new-password"], !password.isEmpty else {
            return services.page(try await page(form, at: form.step, session), request, context)
        }
        var again = try await page(form, at: .password, session)
        again.differs = password != fields["new-password-again"]
        again.pinDiffers = form.recovery == .card && fields["pin"] != fields["pin-again"]
        guard !again.differs, !again.pinDiffers else {
            return services.page(again, request, context, status: .badRequest)
        }
        let made: NewAccount
        do {
            made = try await vault.openSafe(try await opening(form, fields, password, session), by: session.person)
        } catch let failure as VaultFailure where failure.code == .loginNameTaken {
            FailurePages.log(failure, context)
            let page = try await perhapsOpen(form, session)
            return services.page(page, request, context, status: failure.kind.status)
        }
        guard made.recoveryCard != nil else { return .toPage("/people/\(made.id.text)/summary?new=yes") }
        // The card is in this answer and nowhere else.
        var page = try await services.summary(of: made.id, session)
        page.isNew = true
        page.card = made.recoveryCard
        return services.page(page, request, context)
    }

    /// The identifier was drawn for this person and nobody had it: when somebody has it now, that is most often this very
    /// person, by the same click, whose answer was lost. Whether there is a safe is asked anew, and what follows too.
    private func perhapsOpen(_ form: OpeningForm, _ session: ActiveSession) async throws -> OpeningPage {
        var fresh = form
        fresh.identifier = ""
        fresh.hasNoSafe = false
        var page = try await page(fresh, at: .known, session)
        page.openedAs = form.identifier
        return page
    }

    private func opening(
        _ form: OpeningForm, _ fields: FormFields, _ password: String, _ session: ActiveSession
    ) async throws -> SafeOpening {
        let (chosen, _) = try await services.membership(form.structure, session)
        var opening = SafeOpening(
            person: form.person(.chosen(SecretText(password))), structure: chosen.structure,
            mandate: try services.signed(form.acts, fields), information: try services.shown(.information, fields))
        opening.visibility = form.visibility
        if form.recovery == .card {
            opening.recoveryCard = NewRecoveryCard(
                pin: SecretText(fields["pin"] ?? ""), language: personLanguage(form).code)
        }
        return opening
    }

    private func page(
        _ form: OpeningForm, at step: OpeningForm.Step, _ session: ActiveSession
    ) async throws -> OpeningPage {
        guard session.person.role == .professional else { throw VaultFailure(.notFound) }
        let (chosen, all) = try await services.membership(form.structure, session)
        let vault = try services.slot.vault()
        var form = form
        form.structure = chosen.structure.text
        if step == .password, form.identifier.isEmpty {
            form.identifier = try await vault.suggestLoginName(form.firstName, form.lastName)
        }
        var page = OpeningPage(
            form: form, step: step, structures: all.choices(chosen.structure),
            languages: LanguageChoice.all(services.renderer.languages, chosen: form.language),
            personLanguage: personLanguage(form),
            minimumLength: services.settings.current.signingIn.minimumPasswordLength)
        func isGiven(_ contact: String) -> Bool { !contact.allSatisfy(\.isWhitespace) }
        if vault.channels.canSendSMS, isGiven(form.phone) { page.reaching.insert(.sms) }
        if vault.channels.canSendEmail, isGiven(form.email) { page.reaching.insert(.email) }
        if step == .information { page.sheet = try services.sheet(.information, for: page.personLanguage) }
        if step == .mandate { page.sheet = try services.sheet(.mandate, for: page.personLanguage) }
        if step == .known {
            page.isProbablyKnown = try await vault.isProbablyKnown(
                form.person(), to: chosen.structure, by: session.person)
        }
        return page
    }

    private func personLanguage(_ form: OpeningForm) -> Language {
        services.renderer.languages[form.language] ?? services.renderer.languages.standard
    }
}
