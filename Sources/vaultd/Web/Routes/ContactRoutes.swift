import Engine
import HTTPTypes
import Hummingbird

/// One's own number and address, and the second factor once more before they are changed.
struct ContactRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/security/contacts", use: show)
        router.post("/security/contacts", use: begin)
        router.get("/security/contacts/code", use: showCode)
        router.post("/security/contacts/code", use: finish)
        router.get("/security/contacts/remove", use: askRemoval)
        router.post("/security/contacts/remove", use: remove)
        router.get("/security/code", use: showProof)
        router.post("/security/code", use: prove)
        router.post("/security/code/send", use: send)
    }

    private static let home = "/security/contacts"

    // MARK: Contacts

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        try await proven(back: Self.home) { services.page(try await page(context), request, context) }
    }

    private func page(_ context: WebContext, done: Phrase? = nil, failure: VaultFailure? = nil) async throws -> ContactsPage
    {
        let person = try context.requireSession().person
        let contacts = try await services.slot.vault().contacts(of: person)
        return ContactsPage(contacts: contacts, done: done, failure: failure)
    }

    private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        return try await proven(back: Self.home) {
            do {
                let contact = try fields.required("contact")
                try await services.slot.vault().beginContactChange(try channel(fields["by"]), to: contact, of: person)
                return .toPage("/security/contacts/code")
            } catch let failure as VaultFailure where !failure.asksForProof {
                let page = try await page(context, failure: failure)
                return try services.again(failure, request, context) { _ in page }
            }
        }
    }

    private func showCode(_ request: Request, _ context: WebContext) throws -> Response {
        _ = try context.requireSession()
        return services.page(ContactCodePage(), request, context)
    }

    private func finish(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        return try await proven(back: Self.home) {
            do {
                try await services.slot.vault().finishContactChange(code: try fields.required("code"), of: person)
                return services.page(try await page(context, done: .contactChanged), request, context)
            } catch let failure as VaultFailure where !failure.asksForProof {
                return try services.again(failure, request, context) { ContactCodePage(failure: $0) }
            }
        }
    }

    private func askRemoval(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requireSession()
        let channel = try channel(request.uri.queryParameters.get("by"))
        return try await proven(back: Self.home) {
            _ = try await page(context)
            return services.page(RemoveContactPage(channel: channel), request, context)
        }
    }

    private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let channel = try channel(fields["by"])
        return try await proven(back: Self.home) {
            do {
                try await services.slot.vault().removeContact(channel, of: person)
                return services.page(try await page(context, done: .contactRemoved), request, context)
            } catch let failure as VaultFailure where !failure.asksForProof {
                return try services.again(failure, request, context) { RemoveContactPage(channel: channel, failure: $0) }
            }
        }
    }

    private func channel(_ text: String?) throws -> Notice.Channel {
        guard let channel = text.flatMap(Notice.Channel.init(rawValue:)) else { throw VaultFailure(.notFound) }
        return channel
    }

    /// The password and the second factor come first, where they were proven too long ago.
    private func proven(back: String, _ act: () async throws -> Response) async throws -> Response {
        do {
            return try await act()
        } catch let failure as VaultFailure where failure.asksForProof {
            return .toPage(failure.proof(before: back))
        }
    }

    // MARK: The second factor once more

    private func showProof(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let returnTo = ReturnPath.checked(request.uri.queryParameters.get("return-to"))
        guard let page = try await proof(person, request.uri.queryParameters.get("by"), returnTo) else {
            return .toPage(returnTo ?? "/security")
        }
        return services.page(page, request, context)
    }

    private func send(_ request: Request, _ context: WebContext) async throws -> Response {
        try await proving(request, context) { person, kind, _, back in
            try await services.slot.vault().sendFactorProof(by: kind, of: person)
            let query = ReturnPath.query(for: back).replacing("?", with: "&")
            return .toPage("/security/code?by=\(kind.rawValue)\(query)")
        }
    }

    private func prove(_ request: Request, _ context: WebContext) async throws -> Response {
        try await proving(request, context) { person, kind, fields, back in
            try await services.slot.vault().proveFactor(kind, code: try fields.required("code"), of: person)
            return .toPage(back ?? "/security")
        }
    }

    private func proving(
        _ request: Request, _ context: WebContext,
        _ act: (SignedInPerson, SecondFactorKind, FormFields, String?) async throws -> Response
    ) async throws -> Response {
        let person = try context.requireSession().person
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let back = ReturnPath.checked(fields["return-to"])
        guard let kind = fields["by"].flatMap(SecondFactorKind.init(rawValue:)) else { throw VaultFailure(.notFound) }
        do {
            return try await act(person, kind, fields, back)
        } catch let failure as VaultFailure {
            guard let page = try await proof(person, kind.rawValue, back, failure) else { throw failure }
            return try services.again(failure, request, context) { _ in page }
        }
    }

    private func proof(
        _ person: SignedInPerson, _ asked: String?, _ returnTo: String?, _ failure: VaultFailure? = nil
    ) async throws -> FactorProofPage? {
        let vault = try services.slot.vault()
        guard let choice = try await vault.factorProof(of: person) else { return nil }
        let card = try await vault.recoveryCard(of: person)
        return FactorProofPage(
            step: SecondStepPage(choice, asked: asked, returnTo: returnTo, failure: failure), role: person.role,
            hasCard: card.madeAt != nil, restsUntil: card.rests(at: services.clock.now()))
    }
}

extension VaultFailure {
    /// Whether the password or the second factor is to be proven first.
    var asksForProof: Bool { code == .confirmationNeeded || code == .factorNeeded }

    /// The page where that is proven, and which then leads back.
    func proof(before path: String) -> String {
        (code == .factorNeeded ? "/security/code" : "/security/confirm") + ReturnPath.query(for: path)
    }
}
