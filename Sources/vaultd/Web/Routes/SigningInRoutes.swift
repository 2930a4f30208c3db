import Engine
import HTTPTypes
import Hummingbird

/// Coming in, choosing a password, leaving.
struct SigningInRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/sign-in", use: showSignIn)
        router.post("/sign-in", use: signIn)
        router.post("/sign-out", use: signOut)
        router.get("/signed-out", use: showSignedOut)
        router.get("/password", use: showPassword)
        router.post("/password", use: changePassword)
    }

    // MARK: Signing in

    private func showSignIn(_ request: Request, _ context: WebContext) throws -> Response {
        let visit = try context.requireVisit()
        if let trouble = visit.trouble { throw trouble }
        if let session = visit.session { return .toPage(session.home) }
        let wanted = request.uri.queryParameters.get("return-to")
        return services.page(SignInPage(returnTo: ReturnPath.checked(wanted)), request, context)
    }

    private func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        var visit = try context.requireVisit()
        // A page from before somebody signed in here carries that page's own token.
        visit.session = nil
        var page = SignInPage()
        do {
            let fields = try await FormFields(request, visit, services.seals)
            page = SignInPage(
                identifier: fields["identifier"] ?? "", publicComputer: fields["public-computer"] != nil,
                returnTo: ReturnPath.checked(fields["return-to"]))
            return try await open(fields, page, request, context)
        } catch let failure as VaultFailure where Self.isForThePage(failure.code) {
            FailurePages.log(failure, context)
            page.failure = failure
            var response = services.page(page, request, context, status: failure.kind.status)
            response.headers[.retryAfter] = (failure.retryAfter ?? failure.kind.retryAfter).map(String.init)
            return response
        }
    }

    private func open(
        _ fields: FormFields, _ page: SignInPage, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let vault = try services.slot.vault()
        var signIn = SignInRequest(
            loginName: page.identifier, password: SecretText(try fields.required("password")),
            mode: page.publicComputer ? .publicComputer : .ordinary, source: context.source(of: request))
        signIn.device = SiteCookie.device.value(in: request)
        switch try await vault.signIn(signIn) {
        case .opened(let opened):
            return try await services.enter(opened, returnTo: page.returnTo, context)
        case .needsSecondFactor(let token):
            var response = Response.toPage("/sign-in/code" + ReturnPath.query(for: page.returnTo))
            response.append(cookie: SiteCookie.half.setting(token.reveal(), keptFor: .minutes(5)))
            return response
        }
    }

    /// Failures that are shown above the form, so that nothing typed is lost.
    private static func isForThePage(_ code: FailureCode) -> Bool {
        switch code {
        case .signInRefused, .signInDelayed, .formExpired, .busy, .fieldMissing: true
        default: false
        }
    }

    // MARK: Leaving

    private func signOut(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try context.requireVisit()
        if let session = visit.session {
            _ = try await FormFields(request, visit, services.seals)
            try await services.slot.vault().signOut(session.person)
        }
        var response = Response.toPage("/signed-out")
        response.append(cookie: SiteCookie.session.removal)
        response.clearBrowser(after: visit.session)
        return response
    }

    private func showSignedOut(_ request: Request, _ context: WebContext) throws -> Response {
        if let session = try context.requireVisit().session { return .toPage(session.home) }
        let byItself = request.uri.queryParameters.get("ended") == "idle"
        return services.page(SignedOutPage(endedByItself: byItself), request, context)
    }

    // MARK: The password

    private func showPassword(_ request: Request, _ context: WebContext) throws -> Response {
        services.page(passwordPage(for: try context.requireSession()), request, context)
    }

    private func changePassword(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        var page = passwordPage(for: session)
        do {
            let fields = try await FormFields(request, try context.requireVisit(), services.seals)
            let new = try fields.required("new-password")
            guard new == fields["new-password-again"] else {
                page.differs = true
                return services.page(page, request, context, status: .badRequest)
            }
            return try await change(from: fields.required("password"), to: new, session)
        } catch let failure as VaultFailure where Self.isForThePasswordPage(failure.code) {
            FailurePages.log(failure, context)
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    private func change(from old: String, to new: String, _ session: ActiveSession) async throws -> Response {
        let vault = try services.slot.vault()
        try await vault.changePassword(SecretText(old), to: SecretText(new), of: session.person)
        var response = Response.toPage(session.home)
        response.append(cookie: DocumentsPage.Done.passwordChanged.cookie(services.seals))
        return response
    }

    private func passwordPage(for session: ActiveSession) -> PasswordPage {
        PasswordPage(
            minimumLength: services.settings.current.signingIn.minimumPasswordLength(of: session.person.role),
            isFirst: session.mustChangePassword)
    }

    private static func isForThePasswordPage(_ code: FailureCode) -> Bool {
        switch code {
        case .signInRefused, .signInDelayed, .passwordTooWeak, .formExpired, .busy, .fieldMissing: true
        default: false
        }
    }
}

extension Response {
    /// Lets nothing of a session stay in the browser. On one's own the cookie by which the browser is known stays.
    mutating func clearBrowser(after session: ActiveSession?) {
        let isShared = session?.mode == .publicComputer
        headers[.clearSiteData] = isShared ? "\"cache\", \"cookies\", \"storage\"" : "\"cache\", \"storage\""
    }
}
