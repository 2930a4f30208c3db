import GRDB
import Testing
import TestSupport

@testable import Engine

/// People change their own number and address.
struct ContactTests {
    private let source = TemporaryVault.source
    private static let newPhone = "06 99 88 77 66"

    private func change(
        _ box: TemporaryVault, _ channel: Notice.Channel, to contact: String, of person: SignedInPerson
    ) async throws {
        box.clock.advance(by: .seconds(1))
        try await box.vault.beginContactChange(channel, to: contact, of: person)
        try await box.vault.finishContactChange(code: box.lastCode(), of: person)
    }

    private func contacts(_ box: TemporaryVault, _ person: SignedInPerson) async throws -> OwnContacts {
        try await box.vault.contacts(of: person)
    }

    /// Where messages of a kind went.
    private func recipients(_ box: TemporaryVault, _ purpose: NoticePurpose) async throws -> Set<String> {
        let keys = box.vault.keys
        return try await box.vault.catalog.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, recipient FROM outbox WHERE purpose = ?", arguments: [purpose.rawValue])
            return Set(
                try rows.map {
                    try keys.directory.openText(
                        $0.bytes("recipient") ?? [], at: Outbox.address("recipient", of: try $0.identifier("id") as NoticeID)
                    )
                })
        }
    }

    private func resets(_ box: TemporaryVault, by kind: SecondFactorKind) async throws -> Int {
        func sent() async throws -> Int {
            try await box.messages().count { ["resetCode", "resetLink"].contains($0.purpose) }
        }
        let before = try await sent()
        _ = try await box.vault.requestReset(of: "awa", by: kind, linkBase: "https://x/", source: source)
        return try await sent() - before
    }

    @Test func `a new number counts once its code was typed; old, new and every other channel are told, other sessions end`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let other = try await box.signIn("awa")
            try await box.vault.beginContactChange(.sms, to: Self.newPhone, of: awa.person)
            #expect(try await contacts(box, awa.person).phone.address == "+33611223344")
            #expect(try await recipients(box, .contactCode) == ["+33699887766"])
            try await box.vault.finishContactChange(code: box.lastCode(), of: awa.person)
            #expect(try await contacts(box, awa.person).phone.address == "+33699887766")
            #expect(try await recipients(box, .contactChanged) == ["+33611223344", "+33699887766", "awa@example.invalid"])
            #expect(try await box.vault.session(token: other.token.reveal(), source: source) == nil)
            #expect(try await box.vault.session(token: awa.token, source: source) != nil)
            #expect(try await box.vault.journal(of: awa.person, page: 1).entries.contains { $0.kind == .contactChanged })
        }
    }

    @Test
    func `a new contact leads to no new password for the time of the settings, and what was on its way to the old one dies`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let token = try await box.vault.requestReset(of: "awa", by: .sms, linkBase: "https://x/", source: source)
            let old = try await box.lastCode()
            try await change(box, .sms, to: Self.newPhone, of: awa.person)
            await #expect(throws: VaultFailure(.resetUnusable)) {
                try await box.vault.proveReset(old, token: token.reveal(), source: source)
            }
            #expect(try await contacts(box, awa.person).phone.restsUntil == box.clock.now() + .hours(48))
            #expect(try await resets(box, by: .sms) == 0)
            #expect(try await resets(box, by: .email) == 1, "the other channel goes on")
            box.clock.advance(by: .hours(48))
            #expect(try await resets(box, by: .sms) == 1)
        }
    }

    @Test
    func `with a second factor the change asks for it, and the factor moves along; an old factor makes it good at once`()
        async throws
    {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            try await box.vault.beginSentFactor(.sms, of: awa.person)
            try await box.vault.addSecondFactor(.sms, code: box.lastCode(), of: awa.person)
            #expect(try await box.vault.factorProof(of: awa.person) == nil, "its first code has just been typed")
            box.clock.advance(by: .minutes(6))
            let again = try await box.vault.confirm(SecretText(awa.password), of: awa.person).reveal()
            let person = try #require(try await box.vault.session(token: again, source: source)).person
            await #expect(throws: VaultFailure(.factorNeeded)) { _ = try await contacts(box, person) }
            await #expect(throws: VaultFailure(.factorNeeded)) {
                try await box.vault.beginContactChange(.sms, to: Self.newPhone, of: person)
            }
            #expect(try await box.vault.factorProof(of: person)?.kinds == [.sms])
            box.clock.advance(by: .seconds(1))
            try await box.vault.sendFactorProof(by: .sms, of: person)
            await #expect(throws: VaultFailure(.secondFactorRefused)) {
                try await box.vault.proveFactor(.sms, code: "x", of: person)
            }
            try await box.vault.proveFactor(.sms, code: box.lastCode(), of: person)
            #expect(try await box.vault.factorProof(of: person) == nil)
            try await change(box, .sms, to: Self.newPhone, of: person)
            let young = try await contacts(box, person).phone
            #expect(
                young.isSecondFactor && young.restsUntil == box.clock.now() + .hours(48), "a factor of today is no proof")
            box.clock.advance(by: .hours(49))
            let later = try await enter(box)
            try await change(box, .sms, to: "+33699887755", of: later)
            let phone = try await contacts(box, later).phone
            #expect(phone.isSecondFactor && phone.restsUntil == nil)
            #expect(try await resets(box, by: .sms) == 1)
            box.clock.advance(by: .minutes(6))
            let token = try await box.vault.confirm(SecretText(awa.password), of: later).reveal()
            let confirmed = try #require(try await box.vault.session(token: token, source: source))
            await #expect(throws: VaultFailure(.factorNeeded)) { _ = try await contacts(box, confirmed.person) }
        }
    }

    /// Signs in with a code by SMS, which proves the second factor in that session.
    private func enter(_ box: TemporaryVault) async throws -> SignedInPerson {
        box.clock.advance(by: .seconds(1))
        let half = try #require(try await box.firstStep())
        try await box.vault.sendSecondStepCode(token: half, by: .sms, source: source)
        let request = SecondStepRequest(token: half, kind: .sms, code: try await box.lastCode(), source: source)
        return try await box.vault.finishSignIn(request).session.person
    }

    @Test func `wrong codes of the second factor in a session are counted`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            for _ in 0..<10 {
                await #expect(throws: VaultFailure(.secondFactorRefused)) {
                    try await box.vault.proveFactor(.totp, code: "000000x", of: awa.person)
                }
            }
            box.clock.advance(by: .seconds(90))
            await #expect(throws: VaultFailure(.signInDelayed)) {
                try await box.vault.proveFactor(
                    .totp, code: totp.code(at: box.clock.now().seconds / TOTP.step), of: awa.person)
            }
            let entries = try await box.vault.journal(of: awa.person, page: 1).entries
            #expect(entries.count { $0.kind == .secondFactorRefused && $0.reason == .secondFactorRefused } == 10)
            #expect(entries.count { $0.kind == .signInPaused } == 1)
            #expect(entries.first?.kind == .secondFactorRefused && entries.first?.reason == .signInDelayed)
        }
    }

    @Test func `a code is good five times, five minutes, once, and in the session that asked`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let other = try await box.signIn("awa").session.person
            func refused(_ code: String, _ person: SignedInPerson) async {
                await #expect(throws: VaultFailure(.secondFactorRefused)) {
                    try await box.vault.finishContactChange(code: code, of: person)
                }
            }
            try await box.vault.beginContactChange(.sms, to: Self.newPhone, of: awa.person)
            await refused(try await box.lastCode(), other)
            for _ in 0..<5 { await refused("x", awa.person) }
            await refused(try await box.lastCode(), awa.person)
            box.clock.advance(by: .seconds(1))
            try await box.vault.beginContactChange(.sms, to: Self.newPhone, of: awa.person)
            let late = try await box.lastCode()
            box.clock.advance(by: .minutes(4))
            try await box.vault.finishContactChange(code: late, of: awa.person)
            await refused(late, awa.person)
            #expect(try await contacts(box, awa.person).phone.address == "+33699887766")
        }
    }

    @Test func `codes to new contacts are rationed, for one account and for one number`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            for index in 0..<ContactChangeRecord.mostADay {
                try await box.vault.beginContactChange(.sms, to: "+3369988770\(index)", of: awa.person)
            }
            await #expect(throws: VaultFailure(.codesUsedUp)) {
                try await box.vault.beginContactChange(.sms, to: "+33699887799", of: awa.person)
            }
        }
        try await TemporaryVault.withMessages { box in
            for index in 0..<ContactChangeRecord.mostADay {
                let person = try await box.reachable("person\(index)").person
                try await box.vault.beginContactChange(.sms, to: Self.newPhone, of: person)
            }
            let last = try await box.reachable("last").person
            await #expect(throws: VaultFailure(.codesUsedUp)) {
                try await box.vault.beginContactChange(.sms, to: Self.newPhone, of: last)
            }
        }
    }

    @Test func `a number that another account has gets the same answer, and both keep it`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let bo = try await box.reachable("bola")
            try await change(box, .sms, to: "+33611223344", of: bo.person)
            try await change(box, .email, to: "awa@example.invalid", of: bo.person)
            #expect(try await contacts(box, bo.person).email.address == "awa@example.invalid")
            #expect(try await contacts(box, awa.person).email.address == "awa@example.invalid")
        }
    }

    @Test func `the password comes first, and for a day after a reset nothing is changed`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            box.clock.advance(by: .minutes(6))
            await #expect(throws: VaultFailure(.confirmationNeeded)) { _ = try await contacts(box, awa.person) }
            for channel in Notice.Channel.allCases {
                await #expect(throws: VaultFailure(.confirmationNeeded)) {
                    try await box.vault.beginContactChange(
                        channel, to: channel == .sms ? Self.newPhone : "a@b.fr", of: awa.person)
                }
                await #expect(throws: VaultFailure(.confirmationNeeded)) {
                    try await box.vault.removeContact(channel, of: awa.person)
                }
            }
        }
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let now = box.clock.now()
            try await box.vault.catalog.write { try AccountRecord.freeze(awa.account.id, until: now + .hours(24), in: $0) }
            #expect(try await contacts(box, awa.person).isResting)
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.beginContactChange(.sms, to: Self.newPhone, of: awa.person)
            }
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.removeContact(.sms, of: awa.person) }
        }
    }

    @Test func `a contact is removed with the second factor that it is, unless the role must keep it`() async throws {
        for use in ["offered", "required"] {
            try await TemporaryVault.withMessages({ $0.signingIn.secondFactorBeneficiaries = use }) { box in
                let awa = try await box.reachable()
                try await box.vault.beginSentFactor(.sms, of: awa.person)
                try await box.vault.addSecondFactor(.sms, code: box.lastCode(), of: awa.person)
                box.clock.advance(by: .seconds(1))
                try await box.vault.sendFactorProof(by: .sms, of: awa.person)
                try await box.vault.proveFactor(.sms, code: box.lastCode(), of: awa.person)
                try await box.vault.removeContact(.email, of: awa.person)
                #expect(try await recipients(box, .contactChanged).contains("awa@example.invalid"))
                guard use == "offered" else {
                    await #expect(throws: VaultFailure(.secondFactorNeeded)) {
                        try await box.vault.removeContact(.sms, of: awa.person)
                    }
                    return
                }
                try await box.vault.removeContact(.sms, of: awa.person)
                let left = try await contacts(box, awa.person)
                #expect(left.phone.address == nil && left.email.address == nil)
                #expect(try await box.vault.secondFactors(of: awa.person).factors.isEmpty)
                await #expect(throws: VaultFailure(.notFound)) { try await box.vault.removeContact(.sms, of: awa.person) }
            }
        }
    }

    @Test(arguments: [(Notice.Channel.sms, "12"), (.sms, "a@b.fr"), (.email, "0611223344"), (.email, "a@b")])
    func `what is no number or address is refused`(channel: Notice.Channel, typed: String) async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                try await box.vault.beginContactChange(channel, to: typed, of: awa.person)
            }
            #expect(try await recipients(box, .contactCode).isEmpty)
        }
    }
}
