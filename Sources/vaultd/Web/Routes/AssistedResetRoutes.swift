import Engine
import HTTPTypes
import Hummingbird

/// Two professionals help somebody who is present back in.
struct AssistedResetRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/people/:id/reset", use: show)
        router.post("/people/:id/reset", use: start)
        router.post("/people/:id/reset/confirm", use: confirm)
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        services.page(try await page(context), request, context)
    }

    private func start(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let id = try context.accountID()
        do {
            let purpose = try fields.required("purpose")
            _ = try fields.required("present")
            try await services.slot.vault().startAssistedReset(
                of: id, purpose: purpose, losesFactors: fields["lost-phone"] != nil,
                linkBase: services.linkBase("/lost/stop/"), by: session.actor)
            return .toPage("/people/\(id.text)/reset")
        } catch let failure as VaultFailure where [.badInput, .conflict, .tooManyAttempts].contains(failure.kind) {
            let page = try await page(context, failure: failure)
            return services.page(page, request, context, status: failure.kind.status)
        }
    }

    private func confirm(_ request: Request, _ context: WebContext) async throws -> Response {
        let session = try context.requireSession()
        let fields = try await FormFields(request, try context.requireVisit(), services.seals)
        let id = try context.accountID()
        var page = try await page(context)
        do {
            _ = try fields.required("present")
            page.code = try await services.slot.vault().confirmAssistedReset(
                of: id, losesFactors: fields["lost-phone"] != nil, by: session.actor)
        } catch let failure as VaultFailure where [.badInput, .conflict].contains(failure.kind) {
            page.failure = failure
            return services.page(page, request, context, status: failure.kind.status)
        }
        page.stage = try await services.slot.vault().assistedReset(of: id, by: session.actor)
        return services.page(page, request, context)
    }

    private func page(_ context: WebContext, failure: VaultFailure? = nil) async throws -> AssistedResetPage {
        let session = try context.requireSession()
        let id = try context.accountID()
        let vault = try services.slot.vault()
        let stage = try await vault.assistedReset(of: id, by: session.actor)
        let file = try await vault.personFile(id, by: session.person)
        return AssistedResetPage(
            id: id.text, name: file.name.full, stage: stage,
            hasFactor: try await vault.hasFactorToLose(id, by: session.actor), failure: failure)
    }
}
