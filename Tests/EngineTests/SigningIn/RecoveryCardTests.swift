import Foundation
import GRDB
import Testing
import TestSupport

@testable import Engine

struct RecoveryCardTests {
    private let new = SecretText("Quatre grands Chiens 8")
    private let source = TemporaryVault.source

    private func card(_ box: TemporaryVault, _ person: SignedInPerson, _ language: String = "fr") async throws
        -> RecoveryCardSheet
    {
        try await box.vault.makeRecoveryCard(pin: SecretText("4719"), language: language, of: person)
    }

    private func typed(_ sheet: RecoveryCardSheet) -> String { sheet.words.map { $0.reveal() }.joined(separator: " ") }

    @Test(arguments: ["fr", "en", "ar"])
    func `words and PIN lead to a new password, and the card is used up`(language: String) async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.beneficiary()
            let sheet = try await card(box, awa.person, language)
            #expect(sheet.words.count == 10)
            let token = try await box.vault.proveCard(typed(sheet).uppercased(), pin: SecretText("4719"), source: source)
                .reveal()
            #expect(try await box.vault.finishReset(token: token, password: new, source: source) == "awa")
            _ = try await box.signIn("awa", new.reveal())
            #expect(try await box.vault.session(token: awa.token, source: source) == nil)
            await #expect(throws: VaultFailure(.cardRefused)) {
                _ = try await box.vault.proveCard(typed(sheet), pin: SecretText("4719"), source: source)
            }
        }
    }

    @Test func `the text of the QR code does as well, with whatever blanks`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.beneficiary()
            let sheet = try await card(box, awa.person)
            let text = "  " + sheet.codeText.reveal().lowercased() + "\n"
            _ = try await box.vault.proveCard(text, pin: SecretText("47 19"), source: source)
        }
    }

    @Test func `a new card voids the old one, and a lost one can be ended`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.beneficiary()
            let old = try await card(box, awa.person)
            let fresh = try await card(box, awa.person)
            await #expect(throws: VaultFailure(.cardRefused)) {
                _ = try await box.vault.proveCard(typed(old), pin: SecretText("4719"), source: source)
            }
            try await box.vault.endRecoveryCard(of: awa.person)
            await #expect(throws: VaultFailure(.cardRefused)) {
                _ = try await box.vault.proveCard(typed(fresh), pin: SecretText("4719"), source: source)
            }
            #expect(try await box.vault.recoveryCardDate(of: awa.person) == nil)
        }
    }

    @Test func `five wrong PINs void the card, side by side too`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.beneficiary()
            let words = typed(try await card(box, awa.person))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask { _ = try? await box.vault.proveCard(words, pin: SecretText("0001"), source: source) }
                }
            }
            await #expect(throws: VaultFailure(.cardRefused)) {
                _ = try await box.vault.proveCard(words, pin: SecretText("4719"), source: source)
            }
            let kinds = try await box.vault.journal(of: awa.person, page: 1).entries.map(\.kind)
            #expect(kinds.count { $0 == .recoveryCardRefused } == 5)
            #expect(kinds.contains(.recoveryCardEnded))
        }
    }

    @Test func `strangers' failures, at signing in and at cards, do not touch the holder's card`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.beneficiary()
            let words = typed(try await card(box, awa.person))
            for index in 0..<30 {
                _ = try? await box.signIn("awa", "wrong", from: RequestSource(address: "198.51.100.\(index)"))
            }
            let nobodys = CardWords.words(for: try OneTimeSecrets.bytes(10), language: "fr").joined(separator: " ")
            for _ in 0..<RecoveryCardProof.mostUnknown {
                _ = try? await box.vault.proveCard(nobodys, pin: SecretText("1"), source: source)
            }
            await #expect(throws: VaultFailure(.codesUsedUp)) {
                _ = try await box.vault.proveCard(nobodys, pin: SecretText("1"), source: source)
            }
            _ = try await box.vault.proveCard(words, pin: SecretText("4719"), source: source)
        }
    }

    @Test(arguments: [
        "123", "123456789", "1111", "1212", "1234", "4321", "9876", "0123", "1957", "2311", "1123", "231157", "23111957",
        "12a4", "",
    ])
    func `a PIN that is guessed first is refused`(pin: String) {
        #expect(throws: VaultFailure(.pinUnusable)) { _ = try CardPIN.checked(SecretText(pin), birthDate: "1957-11-23") }
    }

    @Test(arguments: [("4719", "4719"), ("٤٧١٩", "4719"), ("83 06 51", "830651")])
    func `a PIN is taken in any script's figures`(typed: String, pin: String) throws {
        #expect(try CardPIN.checked(SecretText(typed), birthDate: "1957-11-23").reveal() == pin)
    }

    @Test(arguments: ["fr", "en", "ar"])
    func `each list has 256 different words, none the beginning of another`(language: String) throws {
        let words = CardWords.words(for: Array(0...255), language: language)
        let folded = words.map(CardWords.fold)
        #expect(Set(folded).count == 256)
        for word in folded { #expect(folded.count { $0.hasPrefix(word) } == 1, "\(word)") }
        for start in stride(from: 0, to: 250, by: 10) {
            let secret = (start..<start + 10).map { UInt8($0 % 256) }
            #expect(CardWords.secret(of: CardWords.words(for: secret, language: language).joined(separator: ", ")) == secret)
        }
    }

    @Test(arguments: [
        "", "abeille", "VAULTD-CARD-1", "VAULTD-CARD-1 AAAA", "VAULTD-CARD-2 " + String(repeating: "A", count: 16),
        String(repeating: "abeille ", count: 9), String(repeating: "xyz ", count: 10),
    ])
    func `what is no card is no card`(typed: String) {
        #expect(CardWords.secret(of: typed) == nil)
    }

    @Test func `a recovery card is neither made nor ended without the password at hand`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.beneficiary()
            let sheet = try await card(box, awa.person)
            box.clock.advance(by: .minutes(6))
            await #expect(throws: VaultFailure(.confirmationNeeded)) { _ = try await card(box, awa.person) }
            await #expect(throws: VaultFailure(.confirmationNeeded)) { try await box.vault.endRecoveryCard(of: awa.person) }
            _ = try await box.vault.proveCard(typed(sheet), pin: SecretText("4719"), source: source)
        }
    }

    @Test func `the end of a card is told by every channel`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            _ = try await card(box, awa.person)
            let before = try await box.messages().count
            try await box.vault.endRecoveryCard(of: awa.person)
            let news = try await box.messages().filter { $0.purpose == "securityChanged" }
            #expect(try await box.messages().count == before + 2)
            #expect(Set(news.map(\.channel)) == ["email", "sms"])
        }
    }
}
