import GRDB
import TestSupport
import Testing

@testable import Engine

/// An account that was disabled because nobody used it: its papers rest, and its holder comes back by coming in.
struct DisabledAccountTests {
    private let source = TemporaryVault.source

    private func disabled(
        _ body: (TemporaryVault, TestPerson) async throws -> Void
    ) async throws {
        try await TemporaryVault.withMessages(UnusedAccountTests.short) { box in
            let awa = try await box.reachable()
            try await UnusedAccountTests.disable(box)
            try await body(box, awa)
        }
    }

    private func state(_ box: TemporaryVault, _ awa: TestPerson) async throws -> String? {
        try await UnusedAccountTests.state(awa.account.id, box)
    }

    private func signIn(_ box: TemporaryVault, _ password: SecretText) async throws -> OpenedSession {
        try await box.signIn("awa", password.reveal())
    }

    @Test func `nobody sees what is in it or puts anything in, until its holder comes in, and then all is as before`()
        async throws
    {
        try await SharingStage.with(adjust: UnusedAccountTests.short) { stage in
            let (box, vault, id) = (stage.box, stage.vault, stage.awa.account.id)
            let paper = try await stage.paper("Bail")
            try await stage.share(paper, .structure(stage.house))
            try await UnusedAccountTests.disable(box)
            let pia = Actor.person(try await box.signIn("pia").session.person)
            for attempt in [
                { _ = try await vault.document(paper, by: pia) },
                { _ = try await vault.sharedDocument(paper, by: pia) },
                { _ = try await vault.openDocument(paper, by: pia, for: .view) },
                { _ = try await vault.downloadDocument(paper, for: "dossier", by: pia) },
                { try await vault.requireDeposit(for: id, by: pia) },
                { try await vault.askToShare("Votre bail", of: id, by: pia) },
            ] as [() async throws -> Void] {
                await #expect(throws: VaultFailure(.notFound)) { try await attempt() }
            }
            let rest = try await vault.followedPerson(id, page: 1, by: pia)
            #expect(rest.documents.total == 0 && rest.documents.entries.isEmpty)
            #expect(rest.standing == .disabled(deletedFrom: box.clock.now() + .days(180)))
            let opened = try await box.signIn("awa")
            #expect(opened.isReopened)
            #expect(try await vault.followedPerson(id, page: 1, by: pia).documents.total == 1)
            #expect(try await vault.document(paper, by: pia).title == "Bail")
            #expect(
                try await vault.documents(in: stage.awa.safe, by: .person(opened.session.person)).map(\.title) == ["Bail"])
            #expect(try await !box.signIn("awa").isReopened)
            let kinds = try await vault.journal(of: opened.session.person, page: 1).entries.map(\.kind)
            #expect(kinds.contains(.accountDisabled) && kinds.contains(.accountEnabled))
            #expect(try await UnusedAccountTests.stage(id, box) == .used)
        }
    }

    @Test func `a link opens nothing while it is disabled`() async throws {
        try await SharingStage.with { stage in
            let (vault, id) = (stage.vault, stage.awa.account.id)
            let link = try await vault.createLink(
                to: try await stage.paper(), LinkOrder(thirdParty: "Mairie", days: 7, openings: 5), by: stage.awa.actor)
            func length() async throws -> Int {
                let opened = try await stage.vault.openLink(token: link.token.reveal(), code: link.code, source: source)
                return opened.length
            }
            #expect(try await length() == 400)
            let isDisabled = try await vault.change { try AccountState.disableUnused(id, in: $0) }
            #expect(isDisabled)
            await #expect(throws: VaultFailure(.linkRefused)) { _ = try await length() }
            let isAwake = try await vault.change { try AccountState.wake(id, in: $0) }
            #expect(isAwake)
            #expect(try await length() == 400)
        }
    }

    @Test func `only the right password learns that it is disabled, and its holder is told of the way back on each channel`()
        async throws
    {
        try await disabled { box, awa in
            for (name, password) in [("awa", "Faux mot 123456"), ("nobody", TemporaryVault.password)] {
                let failure = await #expect(throws: VaultFailure.self) { try await box.signIn(name, password) }
                #expect(failure?.code == .signInRefused && failure?.values == [:])
            }
            #expect(try await state(box, awa) == "disabled")
            #expect(try await box.vault.session(token: awa.token, source: source) == nil)
            #expect(try await box.signIn("awa").isReopened)
            #expect(try await state(box, awa) == "active")
            let told = try await box.messages().filter { $0.purpose == NoticePurpose.accountReopened.rawValue }
            #expect(Set(told.map(\.channel)) == ["email", "sms"])
        }
    }

    @Test func `the second factor is asked for as ever, and only the whole sign-in opens it`() async throws {
        try await TemporaryVault.withMessages(UnusedAccountTests.short) { box in
            let awa = try await box.reachable()
            let totp = try await box.addApp(to: awa.person)
            try await UnusedAccountTests.disable(box)
            let half = try #require(try await box.firstStep())
            #expect(try await state(box, awa) == "disabled")
            let code = try totp.code(at: box.clock.now().seconds / TOTP.step)
            let step = SecondStepRequest(token: half, kind: .totp, code: code, source: source)
            #expect(try await box.vault.finishSignIn(step).isReopened)
            #expect(try await state(box, awa) == "active")
        }
    }

    @Test func `who has forgotten the password comes back by a reset`() async throws {
        try await disabled { box, awa in
            let new = SecretText("Quatre grands Chiens 8")
            let token = try await box.vault.requestReset(
                of: "awa", by: .sms, linkBase: "https://x/lost/link/", source: source
            ).reveal()
            try await box.vault.proveReset(try await box.lastCode(), token: token, source: source)
            _ = try await box.vault.finishReset(token: token, password: new, source: source)
            #expect(try await state(box, awa) == "disabled", "a reset signs nobody in")
            #expect(try await signIn(box, new).isReopened)
        }
    }

    @Test func `two professionals lead somebody back in, and meanwhile nothing is deleted`() async throws {
        func adjust(_ settings: inout Settings) {
            UnusedAccountTests.short(&settings)
            settings.signingIn.assistedResetDelay = .hours(72)
        }
        try await TemporaryVault.withMessages(adjust) { box in
            let vault = box.vault
            let house = try await box.structure()
            let chief = try await box.manager(of: house)
            let pia = try await box.professional("pia", of: house, by: chief)
            let paul = try await box.professional("paul", of: house, by: chief)
            let awa = try await box.beneficiary()
            try await box.affiliate(awa, with: house, by: pia)
            let id = awa.account.id
            try await UnusedAccountTests.disable(box)
            #expect(try await UnusedAccountTests.pass(120, box) == [.unusedTold: 1])
            box.clock.advance(by: .days(59))
            try await vault.startAssistedReset(of: id, purpose: "retour", linkBase: "https://x/", by: pia.actor)
            let code = try await vault.confirmAssistedReset(of: id, by: paul.actor)
            // The deletion was due in a day; being helped begins its time anew.
            #expect(try await UnusedAccountTests.pass(3, box) == [:])
            let token = try await vault.proveAssistedReset(loginName: "awa", code: code.code.reveal(), source: source)
            let new = SecretText("Quatre grands Chiens 8")
            _ = try await vault.finishReset(token: token.reveal(), password: new, source: source)
            #expect(try await signIn(box, new).isReopened)
        }
    }

    @Test func `somebody on the way back in by a slow reset is not deleted meanwhile`() async throws {
        try await disabled { box, awa in
            #expect(try await UnusedAccountTests.pass(120, box) == [.unusedTold: 1])
            box.clock.advance(by: .days(60) - .minutes(5))
            _ = try await box.vault.requestReset(of: "awa", by: .sms, linkBase: "https://x/lost/link/", source: source)
            box.clock.advance(by: .minutes(6))
            #expect(try await UnusedAccountTests.purge(box) == [:])
            box.clock.advance(by: .minutes(15))
            #expect(try await UnusedAccountTests.purge(box) == [.unusedErased: 1])
        }
    }

    @Test func `a professional who follows the person, or the operator, opens it again too`() async throws {
        try await TemporaryVault.withMessages(UnusedAccountTests.short) { box in
            let house = try await box.structure()
            let pia = try await box.professional(of: house)
            let awa = try await box.reachable()
            try await box.affiliate(awa, with: house, by: pia)
            await #expect(throws: VaultFailure(.accountStateUnfit)) {
                try await box.vault.enableAccount("awa", reason: "cleared", by: TemporaryVault.staff)
            }
            try await UnusedAccountTests.disable(box)
            try await box.vault.keepAccount(of: awa.account.id, by: pia.actor)
            #expect(try await state(box, awa) == "active")
            #expect(try await UnusedAccountTests.stage(awa.account.id, box) == .used)
            try await UnusedAccountTests.disable(box)
            try await box.vault.enableAccount("awa", reason: "cleared", by: TemporaryVault.staff)
            #expect(try await state(box, awa) == "active")
            #expect(try await UnusedAccountTests.pass(304, box) == [:])
            let told = try await box.messages().filter { $0.purpose == NoticePurpose.accountReopened.rawValue }
            #expect(told.count == 4)
        }
    }

    @Test func `staff that is disabled for want of a habilitation stays out`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let house = try await box.structure()
            let chief = try await box.manager(of: house)
            let pia = try await box.professional(of: house, by: chief)
            try await box.vault.removeProfessional(pia.habilitation, version: 1, by: chief.person)
            await #expect(throws: VaultFailure(.signInRefused)) { try await box.signIn("pia") }
            await #expect(throws: VaultFailure(.accountStateUnfit)) {
                try await box.vault.enableAccount("pia", reason: "cleared", by: TemporaryVault.staff)
            }
        }
    }
}
