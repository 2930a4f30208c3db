import GRDB
import TestSupport
import Testing

@testable import Engine

/// What becomes of invitations that nobody takes up.
struct PendingInvitationTests {
    private func desk(_ body: (TemporaryVault, StructureID, TestStaff, TestStaff) async throws -> Void) async throws {
        try await TemporaryVault.with(
            .withoutScanner,
            adjust: {
                $0.sms.gateway = "spool"
                $0.mail.server = "localhost"
                $0.mail.from = "coffre@maison.example"
            }
        ) { box in
            let structure = try await box.structure("Maison")
            let manager = try await box.manager(of: structure)
            try await body(box, structure, manager, try await box.professional(of: structure, by: manager))
        }
    }

    private func invite(
        _ box: TemporaryVault, _ structure: StructureID, _ name: String, by staff: TestStaff
    ) async throws -> MadeInvitation {
        var person = NewBeneficiary(loginName: "", firstName: name, lastName: "Diallo")
        person.phone = "06 94 83 72 61"
        return try await box.vault.invite(person, to: structure, linkBase: "x/", actor: staff.person)
    }

    @Test func `what waits is told with who, by whom, since and until when`() async throws {
        try await desk { box, structure, _, pia in
            let made = try await invite(box, structure, "Awa", by: pia)
            let found = try await box.vault.pendingInvitations(in: structure, by: pia.person)
            #expect(found.map(\.name.full) == ["Awa Diallo"] && found.map(\.inviter?.full) == ["Pia Aide"])
            #expect(found[0].since == box.clock.now() && found[0].until == made.endsAt && !found[0].isDead)
            #expect(found[0].channels == [.sms], "no address is known")
            await #expect(throws: VaultFailure(.fieldMissing)) {
                _ = try await box.vault.renewInvitation(of: made.account, by: .email, linkBase: "x/", actor: pia.person)
            }
            box.clock.advance(by: .hours(60))
            _ = try await box.vault.renewInvitation(of: made.account, by: .sms, linkBase: "x/", actor: pia.person)
            box.clock.advance(by: .hours(60))
            try await box.vault.endWhatIsOver()
            let still = try await box.vault.pendingInvitations(in: structure, by: pia.person).count
            #expect(still == 1, "it is good for three days from when it was sent again")
            box.clock.advance(by: .hours(12))
            try await box.vault.endWhatIsOver()
            let after = try await box.vault.pendingInvitations(in: structure, by: pia.person)
            #expect(after.isEmpty)
            let kinds = try await box.vault.catalog.read {
                try String.fetchAll(
                    $0, sql: "SELECT kind FROM audit_event WHERE owner = ? ORDER BY sequence", arguments: [made.account.blob]
                )
            }
            #expect(kinds.contains("invitationRenewed") && kinds.last == "accountErased")
        }
    }

    @Test func `who is limited to named people handles only what they sent themselves`() async throws {
        try await desk { box, structure, mona, pia in
            let paul = try await box.professional("paul", of: structure, by: mona)
            let foreign = try await invite(box, structure, "Awa", by: pia)
            try await box.vault.limitProfessional(paul.habilitation, to: [], version: 1, by: mona.person)
            let limited = try await box.signIn("paul").session.person
            let seen = try await box.vault.pendingInvitations(in: structure, by: limited)
            #expect(seen.isEmpty)
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.cancelInvitation(of: foreign.account, by: limited)
            }
        }
    }

    @Test func `nobody who has come in can be cancelled, and nobody of another house`() async throws {
        try await desk { box, structure, mona, pia in
            let vault = box.vault
            let awa = try await box.beneficiary("awa")
            try await box.affiliate(awa, with: structure, by: pia)
            let made = try await invite(box, structure, "Bo", by: pia)
            let zoe = try await box.professional("zoe", of: try await box.structure("Ailleurs"))
            for (account, person) in [
                (awa.account.id, pia.person), (pia.account.id, mona.person), (made.account, zoe.person),
                (made.account, mona.person), (made.account, awa.person), (AccountID(), pia.person),
            ] {
                await #expect(throws: VaultFailure(.notFound)) { try await vault.cancelInvitation(of: account, by: person) }
                await #expect(throws: VaultFailure(.notFound)) {
                    _ = try await vault.renewInvitation(of: account, by: .sms, linkBase: "x/", actor: person)
                }
            }
            #expect(try await vault.pendingInvitations(in: structure, by: pia.person).count == 1)
        }
    }

    @Test func `a professional who is invited signs no mandate, and is gone after a week without an answer`() async throws {
        try await desk { box, structure, mona, _ in
            var new = NewStaff(loginName: "claire", firstName: "Claire", lastName: "Martin")
            await #expect(throws: VaultFailure(.fieldMissing)) {
                _ = try await box.vault.inviteProfessional(new, to: structure, linkBase: "x/", by: mona.person)
            }
            new.email = "claire@maison.example"
            _ = try await box.vault.inviteProfessional(new, to: structure, linkBase: "x/", by: mona.person)
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("claire") }
            box.clock.advance(by: .days(6))
            try await box.vault.endWhatIsOver()
            let manager = try await box.signIn("mona").session.person
            #expect(
                try await box.vault.team(of: structure, by: manager).members.map(\.accountState).sorted() == [
                    "active", "invited",
                ])
            box.clock.advance(by: .days(1))
            try await box.vault.endWhatIsOver()
            let later = try await box.signIn("mona").session.person
            #expect(try await box.vault.team(of: structure, by: later).members.map(\.accountState) == ["active"])
            _ = try await box.vault.inviteProfessional(new, to: structure, linkBase: "x/", by: later)
        }
    }

    private func refusal(_ body: () async throws -> Void) async -> VaultFailure? {
        let failure = await #expect(throws: VaultFailure.self) { try await body() }
        #expect(failure?.code == .invitedTooOften)
        return failure
    }

    @Test func `one invitation is sent five times a day at most, and the refusal says how long to wait`() async throws {
        try await desk { box, structure, _, pia in
            var made = try await invite(box, structure, "Awa", by: pia)
            let account = made.account
            for _ in 1...4 {
                box.clock.advance(by: .hours(1))
                made = try await box.vault.renewInvitation(of: account, by: .sms, linkBase: "x/", actor: pia.person)
            }
            let messages = try await box.messages().count
            let failure = await refusal {
                _ = try await box.vault.renewInvitation(of: account, by: .sms, linkBase: "x/", actor: pia.person)
            }
            #expect(failure?.values["minutes"] == "1200" && failure?.retryAfter == 20 * 3600)
            #expect(try await box.messages().count == messages)
            let still = try await box.vault.pendingInvitations(in: structure, by: pia.person)
            #expect(still.map(\.until) == [made.endsAt], "the one that was sent last is good as ever")
            box.clock.advance(by: .hours(20))
            _ = try await box.vault.renewInvitation(of: account, by: .sms, linkBase: "x/", actor: pia.person)
        }
    }

    @Test func `letters that were noted while the clock ran ahead hold nobody's invitation back`() async throws {
        try await desk { box, structure, _, pia in
            let made = try await invite(box, structure, "Awa", by: pia)
            let mark = try box.vault.keys.index.value(column: "attempt.invitations", of: made.account.text)
            let ahead = box.clock.now() + .days(400)
            try await box.vault.catalog.write { database in
                for _ in 1...5 { try Attempts.add(mark, at: ahead, in: database) }
            }
            _ = try await box.vault.renewInvitation(of: made.account, by: .sms, linkBase: "x/", actor: pia.person)
        }
    }

    @Test func `taking invitations back and writing them anew makes no telephone ring more often`() async throws {
        try await desk { box, structure, _, pia in
            for _ in 1...10 {
                let made = try await invite(box, structure, "Awa", by: pia)
                try await box.vault.cancelInvitation(of: made.account, by: pia.person)
            }
            _ = await refusal { _ = try await invite(box, structure, "Awa", by: pia) }
            #expect(try await box.vault.pendingInvitations(in: structure, by: pia.person).isEmpty)
        }
    }

    @Test(arguments: [("attempt.invitations-by", 50), ("attempt.invitations-of", 200)])
    func `one professional, and one structure, sends so many a day at most`(_ column: String, _ most: Int) async throws {
        try await desk { box, structure, mona, pia in
            let subject = column == "attempt.invitations-by" ? pia.account.id.text : structure.text
            let mark = try box.vault.keys.index.value(column: column, of: subject)
            let now = box.clock.now()
            try await box.vault.catalog.write { database in
                for _ in 1..<most { try Attempts.add(mark, at: now, in: database) }
            }
            _ = try await invite(box, structure, "Awa", by: pia)
            let failure = await refusal { _ = try await invite(box, structure, "Binta", by: pia) }
            #expect(failure?.values["minutes"] == "1440")
            let paul = try await box.professional("paul", of: structure, by: mona)
            guard column == "attempt.invitations-by" else {
                _ = await refusal { _ = try await invite(box, structure, "Binta", by: paul) }
                return
            }
            _ = try await invite(box, structure, "Binta", by: paul)
        }
    }
}
