import GRDB
import Testing
import TestSupport

@testable import Engine

struct AffiliationTests {
    private let mandate = SignedMandate(acts: [.readShared], text: ShownText(version: "1", language: "fr"))

    private func desk(
        _ body: (TemporaryVault, StructureID, TestStaff, TestPerson) async throws -> Void
    ) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure { $0.contact = "01 02 03 04 05" }
            try await body(box, structure, try await box.professional(of: structure), try await box.beneficiary())
        }
    }

    @Test func `a request waits for the person, who sees who asks`() async throws {
        try await desk { box, structure, professional, awa in
            try await box.vault.askAffiliation(loginName: " AWA ", structure: structure, by: professional.person)
            #expect(try await box.vault.followed(by: professional.person).total == 0)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.personFile(awa.account.id, by: professional.person)
            }
            let asked = try #require(try await box.vault.affiliations(of: awa.person).first)
            #expect(asked.state == .pending && asked.contact == "01 02 03 04 05")
            #expect(asked.askedBy?.account == professional.account.id)
            #expect(asked.followers.isEmpty && asked.acts.isEmpty)
            try await box.vault.acceptAffiliation(structure, mandate: mandate, by: awa.person)
            #expect(try await box.vault.followed(by: professional.person).total == 1)
            #expect(try await box.vault.personFile(awa.account.id, by: professional.person).ties[0].acts == [.readShared])
        }
    }

    @Test func `who asks learns nothing, whoever is asked`() async throws {
        try await desk { box, structure, professional, awa in
            let vault = box.vault
            for name in ["awa", "nobody", "pia", "", "a b c", String(repeating: "x", count: 5000)] {
                try await vault.askAffiliation(loginName: name, structure: structure, by: professional.person)
            }
            try await vault.refuseAffiliation(structure, by: awa.person)
            try await vault.askAffiliation(loginName: "awa", structure: structure, by: professional.person)
            #expect(try await vault.affiliations(of: awa.person).map(\.state) == [.refused], "a no is not worn down")
            box.clock.advance(by: .days(1))
            let again = try await box.signIn("pia").session.person
            try await vault.askAffiliation(loginName: "awa", structure: structure, by: again)
            let holder = try await box.signIn("awa").session.person
            #expect(try await vault.affiliations(of: holder).map(\.state) == [.pending])
            let rows = try await vault.catalog.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM affiliation") }
            #expect(rows == 1)
        }
    }

    @Test func `asking for somebody writes as much whether or not they exist, or are followed already`() async throws {
        try await desk { box, structure, professional, awa in
            func written(_ name: String) async throws -> Int {
                let before = try await box.vault.catalog.write { $0.totalChangesCount }
                try await box.vault.askAffiliation(loginName: name, structure: structure, by: professional.person)
                return try await box.vault.catalog.write { $0.totalChangesCount } - before
            }
            let known = try await written("awa")
            #expect(try await written("nobody") == known)
            try await box.vault.acceptAffiliation(structure, mandate: mandate, by: awa.person)
            #expect(try await written("awa") == known)
        }
    }

    @Test func `asking seals as many messages whatever contacts the person has, and leaves only those to be sent`()
        async throws
    {
        try await TemporaryVault.with(
            .withoutScanner,
            adjust: {
                $0.mail.server = "localhost"
                $0.mail.from = "coffre@example.org"
                $0.sms.gateway = "spool"
            }
        ) { box in
            let structure = try await box.structure()
            let professional = try await box.professional(of: structure)
            let people: [(String, phone: String?, email: String?)] = [
                ("awa", nil, nil), ("ben", "0611223344", nil), ("cleo", "0611223345", "cleo@example.org"),
            ]
            for (name, phone, email) in people {
                var new = NewBeneficiary(
                    loginName: name, firstName: "Awa", lastName: "Diallo",
                    password: .chosen(SecretText(TemporaryVault.password)))
                (new.phone, new.email) = (phone, email)
                _ = try await box.vault.addBeneficiary(new, by: TemporaryVault.staff)
            }
            var written: [Int] = []
            for name in ["awa", "ben", "cleo", "nobody"] {
                let before = try await box.vault.catalog.write { $0.totalChangesCount }
                try await box.vault.askAffiliation(loginName: name, structure: structure, by: professional.person)
                written.append(try await box.vault.catalog.write { $0.totalChangesCount } - before)
            }
            #expect(Set(written).count == 1, "\(written)")
            let waiting = try await box.vault.catalog.read {
                try String.fetchAll(
                    $0, sql: "SELECT channel FROM outbox WHERE purpose = 'affiliationAsked' ORDER BY channel")
            }
            #expect(waiting == ["email", "sms", "sms"])
        }
    }

    @Test func `nothing is accepted that was not asked, and nothing without an act`() async throws {
        try await desk { box, structure, professional, awa in
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.acceptAffiliation(structure, mandate: mandate, by: awa.person)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.leaveStructure(structure, by: awa.person)
            }
            try await box.vault.askAffiliation(loginName: "awa", structure: structure, by: professional.person)
            await #expect(throws: VaultFailure(.mandateMissing)) {
                let empty = SignedMandate(acts: [], text: ShownText(version: "1", language: "fr"))
                try await box.vault.acceptAffiliation(structure, mandate: empty, by: awa.person)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.acceptAffiliation(structure, mandate: mandate, by: professional.person)
            }
            #expect(try await box.vault.affiliations(of: awa.person).map(\.state) == [.pending])
        }
    }

    @Test func `leaving takes the structure out at once, and coming back begins anew`() async throws {
        try await desk { box, structure, professional, awa in
            try await box.affiliate(awa, with: structure, by: professional)
            try await box.vault.endFollowUp(of: awa.account.id, by: professional.person)
            try await box.vault.leaveStructure(structure, by: awa.person)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.personFile(awa.account.id, by: professional.person)
            }
            #expect(try await box.vault.affiliations(of: awa.person).map(\.acts) == [[]])
            try await box.affiliate(awa, with: structure, by: professional, acts: [.deposit])
            #expect(try await box.vault.personFile(awa.account.id, by: professional.person).ties[0].acts == [.deposit])
        }
    }

    @Test func `a mandate is withdrawn and the structure may do nothing any more`() async throws {
        try await desk { box, structure, professional, awa in
            try await box.affiliate(awa, with: structure, by: professional)
            let nothing = SignedMandate(acts: [], text: ShownText(version: "1", language: "fr"))
            await #expect(throws: VaultFailure(.mandateMissing)) {
                try await box.vault.changeMandate(structure, to: nothing, by: awa.person)
            }
            try await box.vault.changeMandate(structure, to: nil, by: awa.person)
            #expect(try await box.vault.personFile(awa.account.id, by: professional.person).ties[0].acts.isEmpty)
            let relation = try await box.vault.catalog.read {
                try SafeRelation.find(of: professional.account.id, to: awa.account.id, now: box.clock.now(), in: $0)
            }
            #expect(relation.follows && !MandateAct.allCases.contains(where: relation.allows))
            try await box.vault.changeMandate(structure, to: mandate, by: awa.person)
            #expect(try await box.vault.personFile(awa.account.id, by: professional.person).ties[0].acts == [.readShared])
        }
    }

    @Test func `a professional who stops following sees the person no more, and colleagues do`() async throws {
        try await desk { box, structure, professional, awa in
            let colleague = try await box.professional("paul", of: structure)
            try await box.affiliate(awa, with: structure, by: professional)
            try await box.vault.endFollowUp(of: awa.account.id, by: professional.person)
            #expect(try await box.vault.followed(by: professional.person).total == 0)
            #expect(try await box.vault.followed(by: colleague.person).total == 1)
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.endFollowUp(of: awa.account.id, by: professional.person)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.endFollowUp(of: AccountID(), by: professional.person)
            }
        }
    }
}
