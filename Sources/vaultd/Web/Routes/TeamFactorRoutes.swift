import Engine
import HTTPTypes
import Hummingbird

/// A manager takes away the lost second factors of a professional who is there in person.
struct TeamFactorRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/team/:id/factors", use: ask)
        router.post("/team/:id/factors", use: take)
    }

    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let id: HabilitationID = try context.identifier()
        let page = try await page(id, person)
        let vault = try services.slot.vault()
        guard try await vault.isConfirmed(person) else { return proof(VaultFailure(.confirmationNeeded), id) }
        guard try await vault.factorProof(of: person) == nil else { return proof(VaultFailure(.factorNeeded), id) }
        return services.page(page, request, context)
    }

    private func take(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let id: HabilitationID = try context.identifier()
        var page = try await page(id, person)
        do {
            _ = try fields.required("present")
            try await services.slot.vault().takeAwayFactors(of: id, version: fields.number("version"), by: person)
            return .toPage("/team/\(id.text)?done=\(TeamPage.Done.factorsTaken.rawValue)")
        } catch let failure as VaultFailure where failure.asksForProof {
            return proof(failure, id)
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) {
                page.failure = $0
                return page
            }
        }
    }

    /// - Throws: `notFound`, the same for a habilitation of another structure and one that there is not.
    private func page(_ id: HabilitationID, _ person: SignedInPerson) async throws -> TakeFactorsPage {
        let member = try await services.slot.vault().teamMember(id, by: person).member
        guard member.hasSecondFactor, member.habilitation.state != .ended else { throw VaultFailure(.notFound) }
        return TakeFactorsPage(
            id: id.text, name: member.name.full, version: member.habilitation.version,
            isAllowed: !member.actsElsewhereToo,
            failure: member.actsElsewhereToo ? VaultFailure(.actsElsewhereToo) : nil)
    }

    private func proof(_ failure: VaultFailure, _ id: HabilitationID) -> Response {
        .toPage(failure.proof(before: "/team/\(id.text)/factors"))
    }
}
