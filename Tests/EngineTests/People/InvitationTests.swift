import GRDB
import Testing
import TestSupport

@testable import Engine

struct InvitationTests {
    private let accepted = AcceptedInvitation(
        mandate: SignedMandate(acts: [.openAccount, .deposit], text: ShownText(version: "1", language: "fr")),
        information: ShownText(version: "1", language: "fr"))

    private func invited(_ body: (TemporaryVault, TestStaff, MadeInvitation, String) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.sms.gateway = "spool" }) { box in
            let structure = try await box.structure()
            let professional = try await box.professional(of: structure)
            var person = NewBeneficiary(loginName: "", firstName: "Awa", lastName: "Diallo")
            person.phone = "06 94 83 72 61"
            let made = try await box.vault.invite(
                person, to: structure, linkBase: "https://coffre.example/invitation/", actor: professional.person)
            let link = try #require(try await Self.link(in: box))
            #expect(!link.contains(made.code.reveal()), "the code is not in the message")
            try await body(box, professional, made, String(link.split(separator: "/").last ?? ""))
        }
    }

    /// The link of the message that waits.
    private static func link(in box: TemporaryVault) async throws -> String? {
        let vault = box.vault
        return try await vault.catalog.read { database in
            let row = try OutboxRecord.due(.sms, now: vault.clock.now(), limit: 1, in: database).first
            guard let row, let sealed = row.bytes("content") else { return nil }
            let id: NoticeID = try row.identifier("id")
            let opened = try vault.keys.directory.open(sealed, at: Outbox.address("content", of: id))
            return try NoticeContent(decoding: opened).values[.link]
        }
    }

    @Test func `an invited person comes in with link and code, once, with a password of their own`() async throws {
        try await invited { box, professional, made, token in
            let vault = box.vault
            let name = made.loginName
            let password = SecretText(TemporaryVault.password)
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn(name) }
            let before = try await vault.followed(by: professional.person).total
            #expect(before == 0)
            let seen = try await vault.invited(token: token, code: made.code, from: TemporaryVault.source).loginName
            #expect(seen == name)
            let told = try await vault.acceptInvitation(
                token: token, code: made.code, password: password, accepted, from: TemporaryVault.source)
            #expect(told == name)
            let session = try await box.signIn(name).session
            #expect(!session.mustChangePassword)
            let after = try await vault.followed(by: professional.person).total
            #expect(after == 1)
            await #expect(throws: VaultFailure(.linkRefused)) {
                _ = try await vault.acceptInvitation(
                    token: token, code: made.code, password: password, accepted, from: TemporaryVault.source)
            }
        }
    }

    @Test func `five wrong codes kill the invitation`() async throws {
        try await invited { box, _, made, token in
            for _ in 0..<5 {
                await #expect(throws: VaultFailure(.linkRefused)) {
                    _ = try await box.vault.invited(
                        token: token, code: SecretText(made.code.reveal() + "0"), from: TemporaryVault.source)
                }
            }
            await #expect(throws: VaultFailure(.linkRefused)) {
                _ = try await box.vault.invited(token: token, code: made.code, from: TemporaryVault.source)
            }
            let refused = try await box.vault.catalog.read {
                try Int.fetchOne(
                    $0,
                    sql: """
                        SELECT COUNT(*) FROM audit_event
                        WHERE kind = 'linkRefused' AND result = 'refused' AND actor_kind = 'stranger' AND owner = ?
                        """,
                    arguments: [made.account.blob])
            }
            #expect(refused == 5, "each guess at the code is in the journal")
        }
    }

    @Test func `an invitation ends after three days, and the empty account goes with it`() async throws {
        try await invited { box, _, made, token in
            box.clock.advance(by: .hours(72))
            await #expect(throws: VaultFailure(.linkRefused)) {
                _ = try await box.vault.invited(token: token, code: made.code, from: TemporaryVault.source)
            }
            try await box.vault.endWhatIsOver()
            #expect(try await box.vault.accounts(by: TemporaryVault.staff).allSatisfy { $0.role != .beneficiary })
        }
    }

    @Test func `an invited person who was suspended and let in again still comes in by the invitation`() async throws {
        try await invited { box, _, made, token in
            let name = made.loginName
            try await box.vault.suspendAccount(name, reason: "signalement", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.linkRefused)) {
                _ = try await box.vault.acceptInvitation(
                    token: token, code: made.code, password: SecretText(TemporaryVault.password), accepted,
                    from: TemporaryVault.source)
            }
            try await box.vault.enableAccount(name, reason: "cleared", by: TemporaryVault.staff)
            let states = try await box.vault.accounts(by: TemporaryVault.staff).filter { $0.id == made.account }.map(\.state)
            #expect(states == ["invited"])
            _ = try await box.vault.acceptInvitation(
                token: token, code: made.code, password: SecretText(TemporaryVault.password), accepted,
                from: TemporaryVault.source)
            _ = try await box.signIn(name)
        }
    }

    @Test func `a weak password and a missing mandate are refused without using up the invitation`() async throws {
        try await invited { box, _, made, token in
            await #expect(throws: VaultFailure(.passwordTooWeak)) {
                _ = try await box.vault.acceptInvitation(
                    token: token, code: made.code, password: SecretText("Awa Diallo 1957"), accepted,
                    from: TemporaryVault.source)
            }
            let nothing = AcceptedInvitation(
                mandate: SignedMandate(acts: [.deposit], text: ShownText(version: "1", language: "fr")),
                information: ShownText(version: "1", language: "fr"))
            await #expect(throws: VaultFailure(.mandateMissing)) {
                _ = try await box.vault.acceptInvitation(
                    token: token, code: made.code, password: SecretText(TemporaryVault.password), nothing,
                    from: TemporaryVault.source)
            }
            let still = try await box.vault.invited(token: token, code: made.code, from: TemporaryVault.source)
            #expect(still.firstName == "Awa")
        }
    }

    @Test func `without a number or without SMS nobody is invited`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            let professional = try await box.professional(of: structure)
            var person = NewBeneficiary(loginName: "", firstName: "Awa", lastName: "Diallo")
            await #expect(throws: VaultFailure(.fieldMissing)) {
                _ = try await box.vault.invite(person, to: structure, linkBase: "x", actor: professional.person)
            }
            person.phone = "0694837261"
            let new = person
            await #expect(throws: VaultFailure(.channelNotOffered)) {
                _ = try await box.vault.invite(new, to: structure, linkBase: "x", actor: professional.person)
            }
            #expect(try await box.vault.accounts(by: TemporaryVault.staff).allSatisfy { $0.role != .beneficiary })
        }
    }
}
