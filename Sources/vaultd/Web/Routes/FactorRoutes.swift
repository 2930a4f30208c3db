import Engine
import HTTPTypes
import Hummingbird

/// Second factors and the recovery card. Each change asks for the password anew when it was proven longer ago than
/// five minutes; changes of the factors, and of a card that can take them away, ask for a code of theirs as well.
struct FactorRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/security/factors", use: list)
        router.post("/security/factors/app", use: beginApp)
        router.post("/security/factors/send", use: send)
        router.get("/security/factors/sent", use: showSent)
        router.post("/security/factors/add", use: addFactor)
        router.post("/security/factors/printed", use: makePrinted)
        router.get("/security/factors/remove", use: askRemoval)
        router.post("/security/factors/remove", use: remove)
        router.get("/security/card", use: showCard)
        router.post("/security/card", use: makeCard)
        router.post("/security/card/end", use: endCard)
    }

    // MARK: Second factors

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        if let first = try await confirmation(request, context, before: "/security/factors") { return first }
        return services.page(try await page(context), request, context)
    }

    private func page(_ context: WebContext, done: Phrase? = nil, failure: VaultFailure? = nil) async throws -> FactorsPage {
        let session = try context.requireSession()
        let overview = try await services.slot.vault().secondFactors(of: session.person)
        return FactorsPage(
            overview: overview, isRequiredNow: overview.factors.isEmpty && overview.use == .required, done: done,
            failure: failure)
    }

    private func beginApp(_ request: Request, _ context: WebContext) async throws -> Response {
        try await changing(request, context) { person, _ in
            let setup = try await services.slot.vault().beginTOTP(of: person)
            return services.page(FactorAppPage(setup: setup), request, context)
        }
    }

    private func send(_ request: Request, _ context: WebContext) async throws -> Response {
        try await changing(request, context) { person, fields in
            let kind = try kind(fields["kind"])
            try await services.slot.vault().beginSentFactor(kind, of: person)
            return .toPage("/security/factors/sent?kind=\(kind.rawValue)")
        }
    }

    private func showSent(_ request: Request, _ context: WebContext) throws -> Response {
        _ = try context.requireSession()
        let kind = try kind(request.uri.queryParameters.get("kind"))
        guard kind.isSent else { throw VaultFailure(.notFound) }
        return services.page(FactorSentPage(kind: kind), request, context)
    }

    private func addFactor(_ request: Request, _ context: WebContext) async throws -> Response {
        try await changing(request, context) { person, fields in
            let kind = try kind(fields["kind"])
            do {
                try await services.slot.vault().addSecondFactor(kind, code: fields.required("code"), of: person)
            } catch let failure as VaultFailure where failure.code == .secondFactorRefused {
                guard kind.isSent else {
                    return try services.again(failure, request, context) { FactorAppPage(failure: $0) }
                }
                return try services.again(failure, request, context) { FactorSentPage(kind: kind, failure: $0) }
            }
            return services.page(try await page(context, done: .factorAdded), request, context)
        }
    }

    private func makePrinted(_ request: Request, _ context: WebContext) async throws -> Response {
        try await changing(request, context) { person, _ in
            let codes = try await services.slot.vault().makePrintedCodes(of: person)
            return services.page(PrintedCodesPage(codes: codes), request, context)
        }
    }

    private func askRemoval(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requireSession()
        let kind = try kind(request.uri.queryParameters.get("kind"))
        let path = "/security/factors/remove?kind=\(kind.rawValue)"
        if let first = try await confirmation(request, context, before: path) { return first }
        let person = try context.requireSession().person
        guard try await services.slot.vault().factorProof(of: person) == nil else {
            return .toPage(VaultFailure(.factorNeeded).proof(before: path))
        }
        return services.page(RemoveFactorPage(kind: kind), request, context)
    }

    private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
        try await changing(request, context) { person, fields in
            try await services.slot.vault().removeSecondFactor(try kind(fields["kind"]), of: person)
            return services.page(try await page(context, done: .factorRemoved), request, context)
        }
    }

    private func kind(_ text: String?) throws -> SecondFactorKind {
        guard let kind = text.flatMap(SecondFactorKind.init(rawValue:)) else { throw VaultFailure(.notFound) }
        return kind
    }

    // MARK: The recovery card

    private func showCard(_ request: Request, _ context: WebContext) async throws -> Response {
        if let first = try await confirmation(request, context, before: "/security/card") { return first }
        let person = try context.requireSession().person
        let standing = try await services.slot.vault().recoveryCard(of: person)
        guard standing.needs != .factor else {
            return .toPage(VaultFailure(.factorNeeded).proof(before: "/security/card"))
        }
        return services.page(page(standing, of: person), request, context)
    }

    private func page(_ standing: RecoveryCardStanding, of person: SignedInPerson) -> CardPage {
        let now = services.clock.now()
        var page = CardPage(madeAt: standing.madeAt, isWithoutKey: standing.needs == .factorOrTime)
        page.restsUntil = standing.rests(at: now)
        if page.isWithoutKey, person.role == .beneficiary {
            page.newRestsUntil = now + services.settings.current.signingIn.contactDelay
        }
        return page
    }

    private func makeCard(_ request: Request, _ context: WebContext) async throws -> Response {
        try await changing(request, context, back: "/security/card") { person, fields in
            let vault = try services.slot.vault()
            var page = page(try await vault.recoveryCard(of: person), of: person)
            let pin = try fields.required("pin")
            guard pin == fields["pin-again"] else {
                page.differs = true
                return services.page(page, request, context, status: .badRequest)
            }
            do {
                let language = try context.requireVisit().language.code
                let sheet = try await vault.makeRecoveryCard(
                    pin: SecretText(pin), language: language, withoutFactor: fields["without-key"] == "yes", of: person)
                let made = self.page(try await vault.recoveryCard(of: person), of: person)
                return services.page(CardSheetPage(sheet: sheet, restsUntil: made.restsUntil), request, context)
            } catch let failure as VaultFailure where failure.code == .pinUnusable {
                return try services.again(failure, request, context) {
                    page.failure = $0
                    return page
                }
            }
        }
    }

    private func endCard(_ request: Request, _ context: WebContext) async throws -> Response {
        try await changing(request, context, back: "/security/card") { person, _ in
            try await services.slot.vault().endRecoveryCard(of: person)
            var page = page(try await services.slot.vault().recoveryCard(of: person), of: person)
            page.isEnded = true
            return services.page(page, request, context)
        }
    }

    // MARK: Together

    /// A change by form: token first, then the act; where the password must be proven anew, that comes first.
    private func changing(
        _ request: Request, _ context: WebContext, back: String = "/security/factors",
        _ act: (SignedInPerson, FormFields) async throws -> Response
    ) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        do {
            return try await act(session.person, fields)
        } catch let failure as VaultFailure where failure.asksForProof {
            return .toPage(failure.proof(before: back))
        } catch let failure as VaultFailure where [.conflict, .tooManyAttempts].contains(failure.kind) {
            let page = try await page(context, failure: failure)
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    private func confirmation(_ request: Request, _ context: WebContext, before path: String) async throws -> Response? {
        let person = try context.requireSession().person
        guard try await !services.slot.vault().isConfirmed(person) else { return nil }
        return .toPage("/security/confirm" + ReturnPath.query(for: path))
    }
}
