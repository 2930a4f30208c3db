import Engine
import HTTPTypes
import Hummingbird

/// Limiting a professional to named people (ROL-08).
struct TeamLimitRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/team/:id/limit", use: show)
        router.post("/team/:id/limit", use: limit)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let file = try await services.slot.vault().teamMember(try context.identifier(), by: session.person)
        let ticked = Set(file.assigned.map(\.account))
        return services.page(try await page(file, ticked: ticked, find: "", session), request, context)
    }

    private func limit(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(
            request, try context.requireVisit(), services.seals, limit: FormFields.listLimit)
        let ticked = Set(fields.names(from: "person.").compactMap { AccountID($0) })
        let scope = fields["scope"].flatMap(Habilitation.Scope.init(rawValue:)) ?? .assigned
        let vault = try services.slot.vault()
        let id: HabilitationID = try context.identifier()
        func again(_ failure: VaultFailure?) async throws -> Response {
            var page = try await page(
                vault.teamMember(id, by: session.person), ticked: ticked, find: fields["find"] ?? "", session)
            page.scope = scope
            page.failure = failure
            // Told of somebody else's change once, the person decides; a search decides nothing.
            if failure == nil { page.version = fields.number("version") }
            return services.page(page, request, context, status: failure?.kind.status ?? .ok)
        }
        guard fields["search"] == nil else { return try await again(nil) }
        do {
            let people = scope == .structure ? nil : ticked
            try await vault.limitProfessional(id, to: people, version: fields.number("version"), by: session.person)
            return .toPage("/team/\(id.text)?done=\(TeamPage.Done.limited.rawValue)")
        } catch let failure as VaultFailure where failure.code == .changedMeanwhile {
            FailurePages.log(failure, context)
            return try await again(failure)
        }
    }

    private func page(
        _ file: TeamMemberFile, ticked: Set<AccountID>, find: String, _ session: ActiveSession
    ) async throws -> LimitProfessionalPage {
        let habilitation = file.member.habilitation
        let people = try await services.slot.vault().affiliatedPeople(
            of: habilitation.structure, PeopleSearch(find, named: ticked, limit: LimitProfessionalPage.offered),
            by: session.person)
        return LimitProfessionalPage(
            id: habilitation.id.text, name: file.member.name.full, version: habilitation.version,
            scope: habilitation.scope,
            people: (people.named + people.found).map {
                .init(id: $0.account.text, name: $0.full, isTicked: ticked.contains($0.account))
            },
            find: find)
    }
}
