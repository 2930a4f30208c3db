import Engine
import HTTPTypes
import Hummingbird

/// The people of a professional: list, ask to follow, summary, end of a follow-up.
struct PeopleRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/people", use: list)
        router.get("/people/affiliate", use: showAffiliate)
        router.post("/people/affiliate", use: affiliate)
        router.get("/people/:id/summary", use: summary)
        router.get("/people/:id/end", use: askToEnd)
        router.post("/people/:id/end", use: end)
        OpeningRoutes(services: services).add(to: router)
        PendingInvitationRoutes(services: services).add(to: router)
    }

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let query = request.uri.queryParameters
        let find = String((query.get("find") ?? "").prefix(100))
        let vault = try services.slot.vault()
        let found = try await vault.followed(
            by: session.person, matching: find, page: query.get("page").flatMap { Int($0) } ?? 1)
        var page = PeoplePage(
            people: found.people.map { .init($0, found) },
            matching: found.matching, total: found.total,
            paging: Paging(page: found.page, count: found.pageCount), find: find,
            done: query.get("done").flatMap(PeoplePage.Done.init(rawValue:)))
        if find.isEmpty, found.page == 1 {
            page.unused = found.unused.map { .init($0, found) }
            page.unusedCount = found.standings.count
        }
        for membership in try await vault.memberships(of: session.person) {
            page.invitations += try await vault.pendingInvitations(in: membership.structure, by: session.person).count
        }
        return services.page(page, request, context)
    }

    // MARK: Asking to follow somebody

    private func showAffiliate(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        guard session.person.role == .professional else { throw VaultFailure(.notFound) }
        let (chosen, all) = try await services.membership(nil, session)
        return services.page(AffiliatePage(choices: all.choices(chosen.structure)), request, context)
    }

    private func affiliate(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let (chosen, all) = try await services.membership(fields["structure"], session)
        try await services.slot.vault().askAffiliation(
            loginName: fields.required("identifier"), structure: chosen.structure, by: session.person)
        let page = AffiliatePage(choices: all.choices(chosen.structure), isAsked: true)
        return services.page(page, request, context)
    }

    // MARK: One person

    private func summary(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        var page = try await services.summary(of: try context.accountID(), session)
        page.isNew = request.uri.queryParameters.get("new") != nil
        return services.page(page, request, context)
    }

    private func askToEnd(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let file = try await services.slot.vault().personFile(try context.accountID(), by: session.person)
        return services.page(EndFollowUpPage(id: file.name.account.text, name: file.name.full), request, context)
    }

    private func end(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        try await services.slot.vault().endFollowUp(of: try context.accountID(), by: session.person)
        return .toPage("/people?done=\(PeoplePage.Done.ended.rawValue)")
    }
}

extension WebServices {
    /// What a person takes home.
    func summary(of account: AccountID, _ session: ActiveSession) async throws -> SummaryPage {
        let file = try await slot.vault().personFile(account, by: session.person)
        let languages = renderer.languages
        return SummaryPage(
            id: file.name.account.text, name: file.name.full, loginName: file.loginName, address: linkBase(""),
            personLanguage: languages[file.language] ?? languages.standard, ties: file.ties)
    }
}

extension PeoplePage.Person {
    init(_ name: PersonName, _ found: FollowedPeople) {
        self.init(id: name.account.text, name: name.full, standing: found.standings[name.account])
    }
}
