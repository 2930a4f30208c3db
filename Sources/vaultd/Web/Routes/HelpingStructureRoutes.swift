import Engine
import HTTPTypes
import Hummingbird

/// The structures that help a holder: accept, refuse, leave, withdraw the mandate (ACC-02, ACC-10, ACC-11).
struct HelpingStructureRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.post("/sharing/structures/:id/accept", use: accept)
        router.post("/sharing/structures/:id/refuse", use: refuse)
        router.post("/sharing/structures/:id/leave", use: leave)
        router.post("/sharing/structures/:id/withdraw", use: withdraw)
        router.get("/sharing/structures/:id/mandate", use: papers)
        router.post("/sharing/structures/:id/mandate", use: sign)
    }

    private func accept(_ request: Request, _ context: WebContext) async throws -> Response {
        try await answer(request, context, .accepted) { vault, structure, person, fields in
            try await vault.acceptAffiliation(structure, mandate: services.signed(fields.acts, fields), by: person)
        }
    }

    private func refuse(_ request: Request, _ context: WebContext) async throws -> Response {
        try await answer(request, context, .refused) { vault, structure, person, _ in
            try await vault.refuseAffiliation(structure, by: person)
        }
    }

    private func leave(_ request: Request, _ context: WebContext) async throws -> Response {
        try await answer(request, context, .left) { vault, structure, person, _ in
            try await vault.leaveStructure(structure, by: person)
        }
    }

    private func withdraw(_ request: Request, _ context: WebContext) async throws -> Response {
        try await answer(request, context, .withdrawn) { vault, structure, person, _ in
            try await vault.changeMandate(structure, to: nil, by: person)
        }
    }

    // MARK: What was signed

    private func papers(_ request: Request, _ context: WebContext) async throws -> Response {
        services.page(try await papersPage(context), request, context)
    }

    private func sign(_ request: Request, _ context: WebContext) async throws -> Response {
        do {
            return try await answer(request, context, .signed) { vault, structure, person, fields in
                try await vault.changeMandate(structure, to: services.signed(fields.acts, fields), by: person)
            }
        } catch let failure as VaultFailure where failure.code == .mandateMissing {
            FailurePages.log(failure, context)
            var page = try await papersPage(context)
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    private func papersPage(_ context: WebContext) async throws -> SignedPapersPage {
        let session = try context.requireSession()
        let vault = try services.slot.vault()
        let papers = try await vault.signedPapers(for: try context.identifier(), of: session.person)
        let visibility = try await vault.depositVisibility(in: try session.requireSafe(), by: session.actor)
        func changed(_ kind: OfficialText.Kind, _ kept: [ShownText]) throws -> Set<ShownText> {
            Set(try kept.filter { try services.sheet(kind, as: $0)?.text.isStill($0) == false })
        }
        return SignedPapersPage(
            papers: papers, signedText: try papers.current.flatMap { try services.sheet(.mandate, as: $0.text) },
            changed: [
                .mandate: try changed(.mandate, papers.mandates.map(\.text)),
                .information: try changed(.information, papers.information.map(\.text)),
            ],
            mandate: try services.sheet(.mandate, for: context.requireVisit().language),
            sharesByDefault: visibility.chosen == .shared)
    }

    private func answer(
        _ request: Request, _ context: WebContext, _ done: SharingOverviewPage.Done,
        _ body: (Vault, StructureID, SignedInPerson, FormFields) async throws -> Void
    ) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        try await body(try services.slot.vault(), try context.identifier(), session.person, fields)
        return .toPage("/sharing?done=\(done.rawValue)")
    }
}

extension HelpingStructure {
    /// A structure as the holder's page shows it; nil for one that is none of theirs any more.
    init?(_ affiliation: HolderAffiliation) {
        guard [.pending, .active].contains(affiliation.state) else { return nil }
        self.init(
            id: affiliation.structure.text, name: affiliation.structureName, isPending: affiliation.state == .pending,
            acts: affiliation.state == .pending ? MandateAct.usual : affiliation.acts,
            professionals: affiliation.followers.map(\.full), contact: affiliation.contact,
            privacyContact: affiliation.privacyContact, askedBy: affiliation.askedBy?.full)
    }
}

extension MandateAct {
    /// What the form proposes; the person can take each away.
    static let usual: Set<MandateAct> = [.openAccount, .deposit, .readShared, .assistReset]
}
