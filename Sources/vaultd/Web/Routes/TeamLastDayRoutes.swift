import Engine
import HTTPTypes
import Hummingbird

/// Until when a professional acts for the structure (ROL-09). Fields: `last-day` (`YYYY-MM-DD`), or `none` to take it
/// away; `version`.
struct TeamLastDayRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.post("/team/:id/last-day", use: set)
    }

    private func set(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let id: HabilitationID = try context.identifier()
        let vault = try services.slot.vault()
        do {
            let day = fields["none"] == nil ? try fields.required("last-day").calendarDay("last-day") : nil
            try await vault.setLastDay(id, to: day, version: fields.number("version"), by: session.person)
            return .toPage("/team/\(id.text)?done=\(TeamPage.Done.dated.rawValue)")
        } catch let failure as VaultFailure where failure.code == .changedMeanwhile || failure.isAboutFields {
            FailurePages.log(failure, context)
            var page = TeamMemberPage(try await vault.teamMember(id, by: session.person))
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
    }
}

extension String {
    /// The day that a date field sends.
    ///
    /// - Throws: `fieldUnusable`.
    func calendarDay(_ field: String) throws -> CalendarDay {
        guard let day = CalendarDay(self) else {
            throw VaultFailure(.fieldUnusable, ["field": field, "reason": "a day is written like 2026-12-31"])
        }
        return day
    }
}
