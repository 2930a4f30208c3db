import GRDB
import Testing
import TestSupport

@testable import Engine

struct AssistedResetTests {
    private let new = SecretText("Quatre grands Chiens 8")
    private let source = TemporaryVault.source

    private struct Scene {
        let awa: TestPerson
        let pia: TestStaff
        let paul: TestStaff
        let structure: StructureID
    }

    private func with(_ delay: Duration = .hours(1), _ body: (TemporaryVault, Scene) async throws -> Void) async throws {
        try await TemporaryVault.withMessages({ $0.signingIn.assistedResetDelay = delay }) { box in
            let structure = try await box.structure()
            let chief = try await box.manager(of: structure)
            let pia = try await box.professional("pia", of: structure, by: chief)
            let paul = try await box.professional("paul", of: structure, by: chief)
            let awa = try await box.reachable()
            try await box.affiliate(awa, with: structure, by: pia)
            try await body(box, Scene(awa: awa, pia: pia, paul: paul, structure: structure))
        }
    }

    private func start(_ box: TemporaryVault, _ scene: Scene, by helper: TestStaff? = nil) async throws {
        try await box.vault.startAssistedReset(
            of: scene.awa.account.id, purpose: "téléphone volé", linkBase: "https://x/lost/stop/",
            by: (helper ?? scene.pia).actor)
    }

    private func wearOut(_ box: TemporaryVault) async throws {
        for _ in 0..<5 {
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, SecretText("0000000")) }
        }
    }

    private func prove(_ box: TemporaryVault, _ code: SecretText) async throws -> String {
        try await box.vault.proveAssistedReset(loginName: "awa", code: code.reveal(), source: source).reveal()
    }

    @Test func `two professionals, a delay and the holder's own choice`() async throws {
        try await with { box, scene in
            try await start(box, scene)
            let told = try await box.messages().filter { $0.purpose == "assistedReset" }
            #expect(Set(told.map(\.channel)) == ["email", "sms"])
            #expect(try await box.vault.session(token: scene.awa.token, source: source)?.canStopReset == true)
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            #expect(code.opensAt == box.clock.now() + .hours(1))
            await #expect(throws: VaultFailure(.resetNotYet)) { _ = try await prove(box, code.code) }
            box.clock.advance(by: .hours(1))
            let token = try await prove(box, code.code)
            _ = try await box.vault.finishReset(token: token, password: new, source: source)
            _ = try await box.signIn("awa", new.reveal())
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, code.code) }
        }
    }

    @Test func `one professional begins it three times in a day and not more, and nothing more is sent`() async throws {
        try await with { box, scene in
            try await start(box, scene)
            box.clock.advance(by: .minutes(1))
            for _ in 0..<2 { try await start(box, scene) }
            let sent = try await box.messages().count
            let failure = await #expect(throws: VaultFailure.self) { try await start(box, scene) }
            #expect(failure?.code == .resetTooOften && failure?.values["minutes"] == String(23 * 60 + 59))
            #expect(failure?.retryAfter == (23 * 60 + 59) * 60)
            #expect(try await box.messages().count == sent)
            _ = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            try await box.vault.stopReset(scene.awa.person)
            box.clock.advance(by: .minutes(23 * 60 + 59))
            let pia = try await box.signIn("pia").session.person
            try await box.vault.startAssistedReset(
                of: scene.awa.account.id, purpose: "encore", linkBase: "https://x/", by: .person(pia))
        }
    }

    @Test func `whoever used up the own starts leaves those of a colleague, and all together have nine in a day`()
        async throws
    {
        try await with { box, scene in
            let zoe = try await box.professional("zoe", of: scene.structure)
            for helper in [scene.pia, scene.paul, zoe] {
                for _ in 0..<3 { try await start(box, scene, by: helper) }
            }
            let rose = try await box.professional("rose", of: scene.structure)
            await #expect(throws: VaultFailure(.resetTooOften)) { try await start(box, scene, by: rose) }
            let bo = try await box.beneficiary("bob")
            try await box.affiliate(bo, with: scene.structure, by: scene.pia)
            try await box.vault.startAssistedReset(
                of: bo.account.id, purpose: "oubli", linkBase: "https://x/", by: scene.pia.actor)
        }
    }

    @Test func `however often strangers wear the code out, it can be begun again`() async throws {
        try await with { box, scene in
            for _ in 0..<10 {
                try await start(box, scene)
                _ = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
                try await wearOut(box)
            }
            for _ in 0..<3 { try await start(box, scene) }
            await #expect(throws: VaultFailure(.resetTooOften)) { try await start(box, scene) }
        }
    }

    @Test func `starts that were noted while the clock ran ahead shut nobody out`() async throws {
        try await with { box, scene in
            let index = box.vault.keys.index
            let (pia, awa) = (scene.pia.account.id.text, scene.awa.account.id.text)
            let subjects = [
                try index.value(column: "attempt.assisted-starts-by", of: "\(pia)\n\(awa)"),
                try index.value(column: "attempt.assisted-starts", of: awa),
            ]
            let ahead = box.clock.now() + .days(400)
            try await box.vault.catalog.write { database in
                for subject in subjects {
                    for _ in 0..<9 { try Attempts.add(subject, at: ahead, in: database) }
                }
            }
            for _ in 0..<3 { try await start(box, scene) }
            let failure = await #expect(throws: VaultFailure.self) { try await start(box, scene) }
            #expect(failure?.values["minutes"] == String(24 * 60))
        }
    }

    @Test func `one professional alone is not enough`() async throws {
        try await with { box, scene in
            let holder = scene.awa.account.id
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.confirmAssistedReset(of: holder, by: scene.pia.actor)
            }
            try await start(box, scene)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.confirmAssistedReset(of: holder, by: scene.pia.actor)
            }
            #expect(
                try await box.vault.assistedReset(of: holder, by: scene.pia.actor)
                    == .waitsForSecond(until: box.clock.now() + .hours(24)))
            #expect(
                try await box.vault.assistedReset(of: holder, by: scene.paul.actor)
                    == .waitsForYou(until: box.clock.now() + .hours(24), losesFactors: false))
        }
    }

    @Test func `the holder stops it from an open session, and from the link`() async throws {
        try await with { box, scene in
            try await start(box, scene)
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            try await box.vault.stopReset(scene.awa.person)
            box.clock.advance(by: .minutes(1))
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, code.code) }
            await #expect(throws: VaultFailure(.notFound)) { try await box.vault.stopReset(scene.awa.person) }
            try await start(box, scene)
            let link = try await box.lastLink()
            await #expect(throws: VaultFailure(.resetUnusable)) {
                try await box.vault.stopReset(link: link + "0", source: source)
            }
            try await box.vault.stopReset(link: link, source: source)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            }
            #expect(try await box.vault.journal(of: scene.awa.person, page: 1).entries.contains { $0.kind == .resetStopped })
        }
    }

    @Test func `no message says that something was changed where nothing was`() async throws {
        try await with { box, scene in
            try await start(box, scene)
            _ = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            box.clock.advance(by: .seconds(1))
            try await box.vault.stopReset(scene.awa.person)
            let told = try await box.messages().filter { $0.account == scene.awa.account.id && $0.channel == "email" }
            #expect(told.count { $0.purpose == "assistedReset" } == 1)
            #expect(told.last?.purpose == "resetStopped")
            #expect(!told.contains { $0.purpose == "securityChanged" })
        }
    }

    @Test func `where there is no second factor none can be lost, and nobody else learns whether there is one`() async throws
    {
        try await with { box, scene in
            let holder = scene.awa.account.id
            #expect(try await !box.vault.hasFactorToLose(holder, by: scene.pia.actor))
            try await box.vault.startAssistedReset(
                of: holder, purpose: "téléphone volé", losesFactors: true, linkBase: "https://x/", by: scene.pia.actor)
            let until = box.clock.now() + .hours(24)
            let seen = try await box.vault.assistedReset(of: holder, by: scene.paul.actor)
            #expect(seen == .waitsForYou(until: until, losesFactors: false))
            let told = try await box.messages().filter { $0.account == holder }.map(\.purpose)
            #expect(told.contains("assistedReset") && !told.contains("assistedFactorReset"))
            _ = try await box.addApp(to: scene.awa.person)
            #expect(try await box.vault.hasFactorToLose(holder, by: scene.pia.actor))
            let elsewhere = try await box.professional("eve", of: try await box.structure("Ailleurs"))
            for id in [holder, AccountID()] {
                await #expect(throws: VaultFailure(.notFound)) {
                    _ = try await box.vault.hasFactorToLose(id, by: elsewhere.actor)
                }
            }
        }
    }

    @Test func `whoever does not follow the person, or has no mandate for it, cannot begin nor confirm`() async throws {
        try await with { box, scene in
            let holder = scene.awa.account.id
            let elsewhere = try await box.professional("eve", of: try await box.structure("Ailleurs"))
            for actor in [elsewhere.actor, scene.awa.actor, TemporaryVault.staff] {
                let failure = await #expect(throws: VaultFailure.self) {
                    try await box.vault.startAssistedReset(of: holder, purpose: "x", linkBase: "https://x/", by: actor)
                }
                #expect(failure?.code == .notFound || failure?.code == .denied)
            }
            try await start(box, scene)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.confirmAssistedReset(of: holder, by: elsewhere.actor)
            }
            try await box.vault.changeMandate(
                scene.structure, to: SignedMandate(acts: [.deposit], text: ShownText(version: "1", language: "fr")),
                by: scene.awa.person)
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.confirmAssistedReset(of: holder, by: scene.paul.actor)
            }
        }
    }

    @Test func `a helper who lost the right before the code opens takes the code along`() async throws {
        try await with { box, scene in
            try await start(box, scene)
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            box.clock.advance(by: .hours(1))
            try await box.vault.catalog.write {
                try $0.execute(
                    sql: "UPDATE account SET state = 'suspended' WHERE id = ?", arguments: [scene.pia.account.id.blob])
            }
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, code.code) }
        }
    }

    @Test func `five wrong codes end it, and the code dies after a day`() async throws {
        try await with(.zero) { box, scene in
            try await start(box, scene)
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            try await wearOut(box)
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, code.code) }
        }
        try await with(.zero) { box, scene in
            try await start(box, scene)
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            box.clock.advance(by: .hours(24))
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, code.code) }
        }
    }

    @Test func `tries of strangers before there is a code do not wear it out`() async throws {
        try await with(.zero) { box, scene in
            try await start(box, scene)
            for _ in 0..<9 {
                await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, SecretText("12345678")) }
            }
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            _ = try await prove(box, code.code)
        }
    }

    @Test func `where strangers wore the code out, another can be begun at once`() async throws {
        try await with(.zero) { box, scene in
            let holder = scene.awa.account.id
            try await start(box, scene)
            let first = try await box.vault.confirmAssistedReset(of: holder, by: scene.paul.actor)
            await #expect(throws: VaultFailure(.operationRunning)) { try await start(box, scene) }
            try await wearOut(box)
            #expect(try await box.vault.assistedReset(of: holder, by: scene.pia.actor) == .usedUp)
            try await start(box, scene)
            let second = try await box.vault.confirmAssistedReset(of: holder, by: scene.paul.actor)
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, first.code) }
            _ = try await prove(box, second.code)
        }
    }

    @Test func `the code opens one browser and no other`() async throws {
        try await with(.zero) { box, scene in
            try await start(box, scene)
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            let token = try await prove(box, code.code)
            await #expect(throws: VaultFailure(.resetUnusable)) { _ = try await prove(box, code.code) }
            _ = try await box.vault.finishReset(token: token, password: new, source: source)
        }
    }

    @Test func `a code that was proven is still stopped by the holder`() async throws {
        try await with(.zero) { box, scene in
            try await start(box, scene)
            let code = try await box.vault.confirmAssistedReset(of: scene.awa.account.id, by: scene.paul.actor)
            let token = try await prove(box, code.code)
            try await box.vault.stopReset(scene.awa.person)
            await #expect(throws: VaultFailure(.resetUnusable)) {
                _ = try await box.vault.finishReset(token: token, password: new, source: source)
            }
        }
    }
}
