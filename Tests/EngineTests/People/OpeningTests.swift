import GRDB
import Testing
import TestSupport

@testable import Engine

struct OpeningTests {
    private func opening(
        _ structure: StructureID, acts: Set<MandateAct> = [.openAccount, .deposit],
        password: String = TemporaryVault.password
    ) -> SafeOpening {
        var person = NewBeneficiary(
            loginName: "", firstName: "أمل", lastName: "O'Ly", password: .chosen(SecretText(password)))
        person.birthDate = "1988-02-29"
        person.language = "ar"
        return SafeOpening(
            person: person, structure: structure,
            mandate: SignedMandate(acts: acts, text: ShownText(version: "1", language: "ar")),
            information: ShownText(version: "1", language: "ar"))
    }

    private func desk(_ body: (TemporaryVault, StructureID, TestStaff) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            try await body(box, structure, try await box.professional(of: structure))
        }
    }

    @Test func `a safe is opened with mandate, proof of information and affiliation in one step`() async throws {
        try await desk { box, structure, professional in
            let account = try await box.vault.openSafe(opening(structure), by: professional.person)
            let opened = try await box.signIn(account.loginName)
            #expect(!opened.session.mustChangePassword)
            let mine = try await box.vault.affiliations(of: opened.session.person)
            #expect(mine.map(\.state) == [.active])
            #expect(mine[0].acts == [.openAccount, .deposit])
            #expect(mine[0].followers.map(\.account) == [professional.account.id])
            let proofs = try await box.vault.catalog.read {
                try Row.fetchAll($0, sql: "SELECT explained_by, language, text_version FROM information_proof").map {
                    ($0.bytes("explained_by"), $0["language"] as String, $0["text_version"] as String)
                }
            }
            #expect(proofs.count == 1 && proofs[0] == (professional.account.id.bytes, "ar", "1"))
            let file = try await box.vault.personFile(account.id, by: professional.person)
            #expect(file.name.full == "أمل O'Ly")
            #expect(file.loginName == account.loginName)
        }
    }

    @Test(arguments: DefaultVisibility.allCases)
    func `what the person chose for their papers holds from the beginning, and is in their journal`(
        chosen: DefaultVisibility
    ) async throws {
        try await desk { box, structure, professional in
            var opening = opening(structure, acts: [.openAccount, .readShared])
            opening.visibility = chosen
            let account = try await box.vault.openSafe(opening, by: professional.person)
            let person = try await box.signIn(account.loginName).session.person
            let told = try await box.vault.depositVisibility(in: account.safe, by: .person(person))
            #expect(told.chosen == chosen && told.structures.isEmpty == (chosen == .alone))
            let kinds = try await box.vault.journal(of: person, page: 1).entries.map(\.kind)
            #expect(kinds.contains(.depositsSharedByDefault) == (chosen == .shared))
        }
    }

    @Test func `the structure's manager finds every act of an opening, card and choice for the papers included`()
        async throws
    {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            let mona = try await box.manager("mona", of: structure)
            let pia = try await box.professional("pia", of: structure, by: mona)
            var opening = opening(structure, acts: [.openAccount, .readShared])
            opening.visibility = .shared
            opening.recoveryCard = NewRecoveryCard(pin: SecretText("4719"), language: "ar")
            _ = try await box.vault.openSafe(opening, by: pia.person)
            let acts = try await box.vault.acts(of: pia.habilitation, page: 1, by: mona.person).acts.acts
            let kinds = Set(acts.compactMap(\.kind))
            #expect(
                kinds.isSuperset(of: [
                    .informationExplained, .mandateSigned, .affiliationAccepted, .depositsSharedByDefault,
                    .recoveryCardMade,
                ]))
            #expect(acts.allSatisfy { $0.person == .nobody })
        }
    }

    @Test func `without a mandate nothing is made`() async throws {
        try await desk { box, structure, professional in
            for acts: Set<MandateAct> in [[], [.deposit, .readShared]] {
                await #expect(throws: VaultFailure(.mandateMissing)) {
                    _ = try await box.vault.openSafe(opening(structure, acts: acts), by: professional.person)
                }
            }
            await #expect(throws: VaultFailure(.passwordTooWeak)) {
                _ = try await box.vault.openSafe(opening(structure, password: "court"), by: professional.person)
            }
            let roles = try await box.vault.accounts(by: TemporaryVault.staff).map(\.role)
            #expect(!roles.contains(.beneficiary))
        }
    }

    @Test func `a card taken at the desk leads back in with the PIN that the person typed`() async throws {
        try await desk { box, structure, professional in
            var opening = opening(structure)
            opening.recoveryCard = NewRecoveryCard(pin: SecretText("٤٧١٩"), language: "ar")
            let account = try await box.vault.openSafe(opening, by: professional.person)
            let sheet = try #require(account.recoveryCard)
            let words = sheet.words.map { $0.reveal() }.joined(separator: " ")
            let person = try await box.signIn(account.loginName).session.person
            #expect(try await box.vault.recoveryCardDate(of: person) == sheet.madeAt)
            let made = try await box.vault.journal(of: person, page: 1).entries.filter { $0.kind == .recoveryCardMade }
            #expect(made.count == 1)
            let source = TemporaryVault.source
            await #expect(throws: VaultFailure(.cardRefused)) {
                _ = try await box.vault.proveCard(words, pin: SecretText("4718"), source: source)
            }
            let token = try await box.vault.proveCard(words, pin: SecretText("4719"), source: source)
            let fresh = SecretText("Quatre grands Chiens 8")
            let name = try await box.vault.finishReset(token: token.reveal(), password: fresh, source: source)
            #expect(name == account.loginName)
            _ = try await box.signIn(account.loginName, fresh.reveal())
        }
    }

    @Test func `whoever wants no card gets none`() async throws {
        try await desk { box, structure, professional in
            let account = try await box.vault.openSafe(opening(structure), by: professional.person)
            #expect(account.recoveryCard == nil)
            let person = try await box.signIn(account.loginName).session.person
            #expect(try await box.vault.recoveryCardDate(of: person) == nil)
            #expect(try await !box.vault.journal(of: person, page: 1).entries.map(\.kind).contains(.recoveryCardMade))
        }
    }

    @Test(arguments: ["1234", "0000", "1988", "2902", "", "12a4"])
    func `a PIN that is guessed first opens nothing, and the same opening with a better one does`(pin: String)
        async throws
    {
        try await desk { box, structure, professional in
            var opening = opening(structure)
            opening.person.loginName = "amal.oly47"
            opening.recoveryCard = NewRecoveryCard(pin: SecretText(pin), language: "ar")
            await #expect(throws: VaultFailure(.pinUnusable)) {
                _ = try await box.vault.openSafe(opening, by: professional.person)
            }
            #expect(try await !box.vault.accounts(by: TemporaryVault.staff).map(\.role).contains(.beneficiary))
            opening.recoveryCard = NewRecoveryCard(pin: SecretText("4719"), language: "ar")
            let account = try await box.vault.openSafe(opening, by: professional.person)
            #expect(account.recoveryCard?.words.count == 10 && account.loginName == "amal.oly47")
        }
    }

    @Test func `where the opening fails there is no card either`() async throws {
        try await desk { box, structure, professional in
            var opening = opening(structure)
            opening.person.loginName = "pia"
            opening.recoveryCard = NewRecoveryCard(pin: SecretText("4719"), language: "ar")
            await #expect(throws: VaultFailure(.loginNameTaken)) {
                _ = try await box.vault.openSafe(opening, by: professional.person)
            }
            let cards = try await box.vault.catalog.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM recovery_card")
            }
            #expect(cards == 0)
        }
    }

    @Test func `only a professional of the structure opens a safe for it`() async throws {
        try await desk { box, structure, professional in
            let other = try await box.structure("Autre")
            let awa = try await box.beneficiary()
            let stranger = try await box.professional("stranger", of: other)
            let manager = try await box.manager("chief", of: structure)
            for person in [awa.person, stranger.person, manager.person] {
                await #expect(throws: VaultFailure(.notFound)) {
                    _ = try await box.vault.openSafe(opening(structure), by: person)
                }
            }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.openSafe(opening(StructureID()), by: professional.person)
            }
        }
    }

    @Test func `whoever is limited also follows those whom they brought`() async throws {
        try await desk { box, structure, professional in
            let chief = try await box.manager("second", of: structure)
            try await box.vault.limitProfessional(professional.habilitation, to: [], version: 1, by: chief.person)
            let again = try await box.signIn("pia").session.person
            let account = try await box.vault.openSafe(opening(structure), by: again)
            #expect(try await box.vault.followed(by: again).people.map(\.account) == [account.id])
        }
    }

    @Test func `the same name and birth date is told to the structure that knows the person, and to nobody else`()
        async throws
    {
        try await desk { box, structure, professional in
            let vault = box.vault
            _ = try await vault.openSafe(opening(structure), by: professional.person)
            let elsewhere = try await box.structure("Autre")
            let stranger = try await box.professional("stranger", of: elsewhere)
            var same = opening(structure).person
            same.firstName = " o’ly "
            same.lastName = "أمل"
            #expect(try await vault.isProbablyKnown(same, to: structure, by: professional.person))
            #expect(try await !vault.isProbablyKnown(same, to: elsewhere, by: stranger.person))
            same.birthDate = "1988-03-01"
            #expect(try await !vault.isProbablyKnown(same, to: structure, by: professional.person))
            same.birthDate = nil
            #expect(try await !vault.isProbablyKnown(same, to: structure, by: professional.person))
        }
    }

    @Test(arguments: [
        ("Nour", "Haddad", "nour.haddad"), ("Élodie", "N'Diaye-Ségou", "elodie.ndiayesegou"), ("O", "U", "o.u"),
        ("X", "", "coffre"),
        ("李", "小龙", "li.xiaolong"),
    ])
    func `a login name is made of what can be typed`(first: String, last: String, stem: String) {
        #expect(LoginName.stem(first, last) == stem)
    }

    @Test(arguments: [("أمل", "حدّاد"), ("Юлия", "Щукина"), ("A", "ß"), ("🙂", "🙃")])
    func `a login name can be made of any name`(first: String, last: String) throws {
        let name = try LoginName(new: LoginName.stem(first, last) + "47").text
        #expect(name.allSatisfy { $0.isASCII })
    }

    @Test func `two people of one name get two login names`() async throws {
        try await desk { box, structure, professional in
            let first = try await box.vault.openSafe(opening(structure), by: professional.person)
            let second = try await box.vault.openSafe(opening(structure), by: professional.person)
            #expect(first.loginName != second.loginName)
        }
    }
}
