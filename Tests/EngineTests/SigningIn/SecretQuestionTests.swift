import GRDB
import Testing
import TestSupport

@testable import Engine

struct SecretQuestionTests {
    private let new = SecretText("Quatre grands Chiens 8")
    private let source = TemporaryVault.source

    private func answer(_ box: TemporaryVault, _ text: String, _ name: String = "awa", question: Int = 2) async throws
        -> String
    {
        try await box.vault.answerSecretQuestion(
            question, answer: SecretText(text), loginName: name, linkBase: "https://x/lost/stop/", source: source
        ).reveal()
    }

    @Test func `it is off by default and then does not exist`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            #expect(box.vault.secretQuestions == 0)
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.setSecretQuestion(0, answer: SecretText("rue des Lilas"), of: awa.person)
            }
            await #expect(throws: VaultFailure(.notFound)) { _ = try await answer(box, "rue des Lilas") }
        }
    }

    @Test func `the answer alone opens nothing; after three days of notice it opens, whatever its dress`() async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secretQuestion = true }) { box in
            let awa = try await box.reachable()
            try await box.vault.setSecretQuestion(2, answer: SecretText("Rue de l'Été"), of: awa.person)
            let token = try await answer(box, " rue de l ete ")
            await #expect(throws: VaultFailure(.resetNotYet)) {
                _ = try await box.vault.finishReset(token: token, password: new, source: source)
            }
            #expect(
                Set(try await box.messages().filter { $0.purpose == "questionReset" }.map(\.channel)) == ["email", "sms"])
            #expect(try await box.vault.session(token: awa.token, source: source)?.canStopReset == true)
            box.clock.advance(by: .hours(72))
            _ = try await box.vault.finishReset(token: token, password: new, source: source)
            _ = try await box.signIn("awa", new.reveal())
        }
    }

    @Test func `a wrong answer, a wrong question and an unknown name look like a right one for three days`() async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secretQuestion = true }) { box in
            let awa = try await box.reachable()
            try await box.vault.setSecretQuestion(2, answer: SecretText("Rue de l'Été"), of: awa.person)
            let tokens = [
                try await answer(box, "Rue de l'Hiver"), try await answer(box, "Rue de l'Été", question: 1),
                try await answer(box, "Rue de l'Été", "nobody"),
            ]
            for token in tokens {
                await #expect(throws: VaultFailure(.resetNotYet)) {
                    _ = try await box.vault.finishReset(token: token, password: new, source: source)
                }
            }
            #expect(try await box.messages().filter { $0.purpose == "questionReset" }.isEmpty)
            box.clock.advance(by: .hours(72))
            for token in tokens {
                await #expect(throws: VaultFailure(.resetUnusable)) {
                    _ = try await box.vault.finishReset(token: token, password: new, source: source)
                }
            }
        }
    }

    @Test func `the holder stops the wait by link and by session, and the fourth answer of a day does not count`()
        async throws
    {
        try await TemporaryVault.withMessages({ $0.signingIn.secretQuestion = true }) { box in
            let awa = try await box.reachable()
            try await box.vault.setSecretQuestion(2, answer: SecretText("Rue de l'Été"), of: awa.person)
            let first = try await answer(box, "Rue de l'Été")
            try await box.vault.stopReset(link: box.lastLink(), source: source)
            let second = try await answer(box, "Rue de l'Été")
            try await box.vault.stopReset(awa.person)
            _ = try await answer(box, "x")
            let fourth = try await answer(box, "Rue de l'Été")
            box.clock.advance(by: .hours(72))
            for token in [first, second, fourth] {
                await #expect(throws: VaultFailure(.resetUnusable)) {
                    _ = try await box.vault.finishReset(token: token, password: new, source: source)
                }
            }
        }
    }

    @Test func `strangers' answers do not use up those of the holder's own browser`() async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secretQuestion = true }) { box in
            let awa = try await box.reachable()
            try await box.vault.setSecretQuestion(2, answer: SecretText("Rue de l'Été"), of: awa.person)
            for _ in 0..<5 { _ = try await answer(box, "x") }
            let token = try await box.vault.answerSecretQuestion(
                2, answer: SecretText("Rue de l'Été"), loginName: "awa", linkBase: "https://x/lost/stop/", source: source,
                device: awa.opened.device?.reveal()
            ).reveal()
            box.clock.advance(by: .hours(72))
            _ = try await box.vault.finishReset(token: token, password: new, source: source)
        }
    }

    @Test func `a question is not removed without the password at hand, nor in silence`() async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secretQuestion = true }) { box in
            let awa = try await box.reachable()
            try await box.vault.setSecretQuestion(2, answer: SecretText("Rue de l'Été"), of: awa.person)
            let before = try await box.messages().count
            box.clock.advance(by: .minutes(6))
            await #expect(throws: VaultFailure(.confirmationNeeded)) {
                try await box.vault.removeSecretQuestion(of: awa.person)
            }
            #expect(try await box.vault.hasSecretQuestion(awa.person))
            let token = try await box.vault.confirm(SecretText(awa.password), of: awa.person).reveal()
            let session = try #require(try await box.vault.session(token: token, source: source))
            try await box.vault.removeSecretQuestion(of: session.person)
            #expect(try await box.messages().count == before + 2)
        }
    }

    @Test func `an answer is hashed like a password and too short ones are refused`() async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.secretQuestion = true }) { box in
            let awa = try await box.reachable()
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                try await box.vault.setSecretQuestion(2, answer: SecretText(" a-b "), of: awa.person)
            }
            try await box.vault.setSecretQuestion(2, answer: SecretText("Rue de l'Été"), of: awa.person)
            let stored = try await box.vault.catalog.read { try SecretQuestion.find(awa.account.id, in: $0) }
            #expect(stored?.text.hasPrefix("$2b$") == true)
            try await box.vault.removeSecretQuestion(of: awa.person)
            #expect(try await !box.vault.hasSecretQuestion(awa.person))
        }
    }
}
