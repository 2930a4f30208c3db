import GRDB
import Testing
import TestSupport

@testable import Engine

struct PeopleTests {
    private let today = Moment(seconds: 1_795_000_000)

    private func new(_ loginName: String = "awa", _ password: InitialPassword = .generated) -> NewBeneficiary {
        NewBeneficiary(loginName: loginName, firstName: "Awa", lastName: "Diallo", password: password)
    }

    @Test func `a generated password opens the account and must be changed`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let account = try await box.vault.addBeneficiary(new(" Awa.D "), by: TemporaryVault.staff)
            #expect(account.loginName == "awa.d")
            let password = try #require(account.temporaryPassword).reveal()
            let opened = try await box.signIn("awa.d", password)
            #expect(opened.session.mustChangePassword)
            let chosen = SecretText("Quatre grands Chiens 8")
            try await box.vault.changePassword(SecretText(password), to: chosen, of: opened.session.person)
            #expect(try await !box.signIn("awa.d", chosen.reveal()).session.mustChangePassword)
        }
    }

    @Test func `an identifier can be had once, in whatever case it is written`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.vault.addBeneficiary(new("awa"), by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.loginNameTaken)) {
                _ = try await box.vault.addBeneficiary(new("AWA"), by: TemporaryVault.staff)
            }
            #expect(try await box.vault.accounts(by: TemporaryVault.staff).count == 1)
        }
    }

    @Test(arguments: ["", "ab", "a b c", "-awa", "awa@ville.fr", "awa\u{0}", String(repeating: "a", count: 65), "a/b/c"])
    func `an identifier that nobody could type is refused`(name: String) {
        #expect(throws: VaultFailure(.loginNameUnusable)) { _ = try LoginName(new: name) }
    }

    @Test(arguments: ["awa", "awa.diallo", "Zoé_2", "أوى", "a-b"])
    func `an identifier of letters, digits, dots, dashes and underscores is taken`(name: String) {
        #expect(throws: Never.self) { _ = try LoginName(new: name) }
    }

    @Test func `a weak password is refused and nothing is made`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            await #expect(throws: VaultFailure(.passwordTooWeak)) {
                _ = try await box.vault.addBeneficiary(
                    new("awa", .chosen(SecretText("Awa Diallo 1957"))), by: TemporaryVault.staff)
            }
            let accounts = try await box.vault.accounts(by: TemporaryVault.staff)
            #expect(accounts.isEmpty)
        }
    }

    @Test func `bad fields are named and never repeated`() async throws {
        let changes: [(String, @Sendable (inout NewBeneficiary) -> Void)] = [
            ("firstName", { $0.firstName = "a\u{7}b" }), ("lastName", { $0.lastName = " " }),
            ("phone", { $0.phone = "hello" }),
            ("email", { $0.email = "nobody" }), ("birthDate", { $0.birthDate = "23.11.1957" }),
            ("birthDate", { $0.birthDate = "2090-01-01" }),
            ("language", { $0.language = "x" }),
        ]
        for (field, change) in changes {
            var person = new()
            change(&person)
            let failure = #expect(throws: VaultFailure.self) { _ = try PersonFields(person, at: today) }
            #expect(failure?.values["field"] == field)
        }
    }

    @Test(arguments: [
        "awa@example.org,", "awa@example..org", "mailto:awa@example.org", "<awa@example.org>", "awa@example.org.",
        "awa@example",
    ])
    func `an e-mail address that no message could be sent to is refused when it is typed`(typed: String) {
        var person = new()
        person.email = typed
        let failure = #expect(throws: VaultFailure.self) { _ = try PersonFields(person, at: today) }
        #expect(failure?.values["field"] == "email")
    }

    @Test(arguments: [
        ("06 94 83 72 61", "+33694837261"), ("0033 694837261", "+33694837261"), ("+49 30 1234567", "+49301234567"),
    ])
    func `a phone number is kept in its international form`(typed: String, kept: String) throws {
        var person = new()
        person.phone = typed
        #expect(try PersonFields(person, at: today).phone == kept)
    }

    @Test func `a person belongs to the structure that was named, and an unknown one makes nothing`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.vault.addStructure(named: " Maison de quartier ", by: TemporaryVault.staff)
            #expect(try await box.vault.structures(by: TemporaryVault.staff).map(\.name) == ["Maison de quartier"])
            var person = new("awa")
            person.structure = structure
            let account = try await box.vault.addBeneficiary(person, by: TemporaryVault.staff)
            let affiliated = try await box.vault.catalog.read {
                try Row.fetchOne($0, sql: "SELECT account FROM affiliation")?.bytes("account")
            }
            #expect(affiliated == account.id.bytes)
            person = new("bilal")
            person.structure = StructureID()
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                _ = try await box.vault.addBeneficiary(person, by: TemporaryVault.staff)
            }
            #expect(try await box.vault.accounts(by: TemporaryVault.staff).count == 1)
        }
    }

    @Test func `only the operator makes accounts, and the try is journaled`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.addBeneficiary(new("x.y"), by: awa.actor)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.addStructure(named: "x", by: awa.actor)
            }
            let denied = try await box.vault.catalog.read {
                try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM audit_event WHERE kind = 'accessDenied'")
            }
            #expect(denied == 2)
        }
    }
}
