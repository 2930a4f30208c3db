import Engine
import HTTPTypes
import Hummingbird

/// The pages of managers: the professionals of their own structure, and figures (ROL-03, ROL-08, ROL-09).
struct TeamRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/team", use: list)
        router.get("/team/usage", use: usage)
        router.get("/team/new", use: showNew)
        router.post("/team/new", use: add)
        router.get("/team/:id", use: show)
        router.post("/team/:id/suspend", use: suspend)
        router.post("/team/:id/resume", use: resume)
        router.get("/team/:id/remove", use: askToRemove)
        router.post("/team/:id/remove", use: remove)
        router.post("/team/:id/invitation", use: renewInvitation)
        router.post("/team/:id/invitation/cancel", use: cancelInvitation)
        TeamFactorRoutes(services: services).add(to: router)
        TeamLimitRoutes(services: services).add(to: router)
        TeamLastDayRoutes(services: services).add(to: router)
    }

    // MARK: Looking

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let (chosen, all) = try await services.membership(request.uri.queryParameters.get("structure"), session)
        let team = try await services.slot.vault().team(of: chosen.structure, by: session.person)
        let page = TeamPage(
            structureName: team.structureName, members: team.members.map { TeamMemberView($0) },
            choices: all.choices(chosen.structure), done: Self.done(request))
        return services.page(page, request, context)
    }

    private func usage(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let (chosen, _) = try await services.membership(request.uri.queryParameters.get("structure"), session)
        let usage = try await services.slot.vault().usage(of: chosen.structure, by: session.person)
        return services.page(UsagePage(structureName: chosen.structureName, usage: usage), request, context)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let file = try await services.slot.vault().teamMember(try context.identifier(), by: session.person)
        var page = TeamMemberPage(file)
        page.done = Self.done(request)
        return services.page(page, request, context)
    }

    private static func done(_ request: Request) -> TeamPage.Done? {
        request.uri.queryParameters.get("done").flatMap(TeamPage.Done.init(rawValue:))
    }

    // MARK: Adding

    private func showNew(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let (chosen, _) = try await services.membership(request.uri.queryParameters.get("structure"), session)
        try await services.slot.vault().requireAddProfessional(to: chosen.structure, by: session.person)
        return services.page(try newPage(chosen, context), request, context)
    }

    private func add(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let (chosen, _) = try await services.membership(fields["structure"], session)
        var new = NewStaff(
            loginName: fields["identifier"] ?? "", firstName: fields["first-name"] ?? "",
            lastName: fields["last-name"] ?? "")
        new.jobTitle = fields["job-title"]
        new.email = fields["email"]
        new.language = fields["language"] ?? services.renderer.languages.standard.code
        let lastDay = fields["last-day"] ?? ""
        do {
            let vault = try services.slot.vault()
            if !lastDay.isEmpty { new.lastDay = try lastDay.calendarDay("last-day") }
            if vault.channels.canSendEmail, let address = new.email, !address.allSatisfy(\.isWhitespace) {
                let made = try await vault.inviteProfessional(
                    new, to: chosen.structure, linkBase: services.linkBase("/invitation/"), by: session.person)
                return services.invited(made.invitation, "\(new.firstName) \(new.lastName)", session, request, context)
            }
            let added = try await vault.addProfessional(new, to: chosen.structure, by: session.person)
            guard let password = added.temporaryPassword else { return .toPage("/team/\(added.habilitation.text)") }
            let page = ProfessionalAddedPage(
                id: added.habilitation.text, name: "\(new.firstName) \(new.lastName)", identifier: added.loginName,
                password: password)
            return services.page(page, request, context)
        } catch let failure as VaultFailure where failure.isAboutFields {
            FailurePages.log(failure, context)
            var page = try newPage(chosen, context)
            page.typed = new
            page.lastDay = lastDay
            page.languages = LanguageChoice.all(services.renderer.languages, chosen: new.language)
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    private func newPage(_ membership: Membership, _ context: WebContext) throws -> NewProfessionalPage {
        let code = context.visit?.language.code ?? ""
        return NewProfessionalPage(
            structure: membership.structure.text, structureName: membership.structureName,
            languages: LanguageChoice.all(services.renderer.languages, chosen: code),
            isByMail: try services.slot.vault().channels.canSendEmail)
    }

    // MARK: Invited

    private func renewInvitation(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let file = try await services.slot.vault().teamMember(try context.identifier(), by: session.person)
        return try await services.renewed(file.member.habilitation.account, fields, session, request, context)
    }

    private func cancelInvitation(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        let vault = try services.slot.vault()
        let file = try await vault.teamMember(try context.identifier(), by: session.person)
        try await vault.cancelInvitation(of: file.member.habilitation.account, by: session.person)
        return .toPage("/team?done=\(TeamPage.Done.cancelled.rawValue)")
    }

    // MARK: Changing

    private func suspend(_ request: Request, _ context: WebContext) async throws -> Response {
        try await change(request, context, .suspended) { vault, id, version, person in
            try await vault.suspendProfessional(id, version: version, by: person)
        }
    }

    private func resume(_ request: Request, _ context: WebContext) async throws -> Response {
        try await change(request, context, .resumed) { vault, id, version, person in
            try await vault.resumeProfessional(id, version: version, by: person)
        }
    }

    private func askToRemove(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let file = try await services.slot.vault().teamMember(try context.identifier(), by: session.person)
        let page = RemoveProfessionalPage(
            id: file.member.habilitation.id.text, name: file.member.name.full,
            version: file.member.habilitation.version)
        return services.page(page, request, context)
    }

    private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
        try await change(request, context, .removed) { vault, id, version, person in
            try await vault.removeProfessional(id, version: version, by: person)
        }
    }

    /// One change to a habilitation. Where somebody else was faster, the page shows how it is now, and says so.
    private func change(
        _ request: Request, _ context: WebContext, _ done: TeamPage.Done,
        _ body: (Vault, HabilitationID, Int, SignedInPerson) async throws -> Void
    ) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let id: HabilitationID = try context.identifier()
        let vault = try services.slot.vault()
        do {
            try await body(vault, id, fields.number("version"), session.person)
            return .toPage("/team/\(id.text)?done=\(done.rawValue)")
        } catch let failure as VaultFailure where failure.code == .changedMeanwhile {
            FailurePages.log(failure, context)
            var page = TeamMemberPage(try await vault.teamMember(id, by: session.person))
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
    }
}

extension VaultFailure {
    /// Whether it is shown above a form about a person, so that nothing typed is lost.
    var isAboutFields: Bool {
        switch code {
        case .fieldMissing, .fieldUnusable, .loginNameTaken, .loginNameUnusable, .passwordTooWeak, .pinUnusable,
            .mandateMissing,
            .busy, .invitedTooOften:
            true
        default: false
        }
    }
}
