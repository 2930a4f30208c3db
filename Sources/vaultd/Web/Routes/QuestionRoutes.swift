import Engine
import HTTPTypes
import Hummingbird

/// The secret question. Where the operator has not switched it on, none of these pages exists.
struct QuestionRoutes: Sendable {
    let services: WebServices

    func add(to router: Router<WebContext>) {
        router.get("/lost/question", use: showLost)
        router.post("/lost/question", use: answer)
        router.get("/lost/wait") { services.page(LostWaitPage(), $0, $1) }
        router.get("/security/question", use: show)
        router.post("/security/question", use: choose)
        router.post("/security/question/remove", use: remove)
    }

    private func showLost(_ request: Request, _ context: WebContext) throws -> Response {
        guard try services.slot.vault().secretQuestions > 0 else { throw VaultFailure(.notFound) }
        return services.page(LostQuestionPage(), request, context)
    }

    private func answer(_ request: Request, _ context: WebContext) async throws -> Response {
        do {
            let fields = try await FormFields(request, try context.requireVisit(), services.seals)
            let token = try await services.slot.vault().answerSecretQuestion(
                Int(try fields.required("question")) ?? -1, answer: SecretText(try fields.required("answer")),
                loginName: try fields.required("identifier"), linkBase: services.linkBase("/lost/stop/"),
                source: context.source, device: SiteCookie.device.value(in: request))
            var response = Response.toPage("/lost/wait")
            response.append(cookie: SiteCookie.reset.setting(token.reveal(), keptFor: .days(5)))
            return response
        } catch let failure as VaultFailure {
            return try services.again(failure, request, context) { LostQuestionPage(failure: $0) }
        }
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let vault = try services.slot.vault()
        guard vault.secretQuestions > 0 else { throw VaultFailure(.notFound) }
        guard try await vault.isConfirmed(person) else {
            return .toPage("/security/confirm" + ReturnPath.query(for: "/security/question"))
        }
        return services.page(QuestionPage(hasQuestion: try await vault.hasSecretQuestion(person)), request, context)
    }

    private func choose(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        let vault = try services.slot.vault()
        do {
            let fields = try await FormFields(request, try context.requireVisit(), services.seals)
            let answer = SecretText(try fields.required("answer"))
            try await vault.setSecretQuestion(Int(try fields.required("question")) ?? -1, answer: answer, of: person)
            return services.page(QuestionPage(hasQuestion: true, done: .questionSet), request, context)
        } catch let failure as VaultFailure where failure.code == .confirmationNeeded {
            return .toPage("/security/confirm" + ReturnPath.query(for: "/security/question"))
        } catch let failure as VaultFailure {
            let has = try await vault.hasSecretQuestion(person)
            return try services.again(failure, request, context) { QuestionPage(hasQuestion: has, failure: $0) }
        }
    }

    private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.requireSession().person
        _ = try await FormFields(request, try context.requireVisit(), services.seals)
        do {
            try await services.slot.vault().removeSecretQuestion(of: person)
        } catch let failure as VaultFailure where failure.code == .confirmationNeeded {
            return .toPage("/security/confirm" + ReturnPath.query(for: "/security/question"))
        }
        return services.page(QuestionPage(hasQuestion: false, done: .questionRemoved), request, context)
    }
}
