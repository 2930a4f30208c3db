import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Who sees a deposit at once (SHR-04): the holder's choice, the mandate, a reset, and who puts it in.
struct DefaultVisibilityTests {
    private func choose(_ visibility: DefaultVisibility, _ stage: SharingStage) async throws {
        try await stage.vault.chooseVisibility(visibility, in: stage.awa.safe, by: stage.awa.actor)
    }

    private func viewers(of id: DocumentID, _ stage: SharingStage) async throws -> [DocumentStanding.Viewer] {
        try #require(await stage.vault.standing(of: [id], in: stage.awa.safe, by: stage.awa.actor)[id]).viewers
    }

    private func freeze(_ stage: SharingStage) async throws {
        let (account, end) = (stage.awa.account.id, stage.box.clock.now() + .hours(24))
        try await stage.vault.change { database in
            try database.execute(
                sql: "UPDATE account SET frozen_until = ? WHERE id = ?", arguments: [end.milliseconds, account.blob])
        }
    }

    private func sensitivePaper(_ stage: SharingStage) async throws -> DocumentID {
        let intake = try await stage.vault.beginDeposit(
            in: stage.awa.safe, isSensitive: true, by: stage.awa.actor, expectedLength: 4)
        try await intake.append(Array("text".utf8))
        return try await intake.finish(fileName: "a.txt", title: "Certificat médical").document.id
    }

    private func depositForAwa(_ stage: SharingStage, by staff: TestStaff) async throws -> DocumentID {
        let intake = try await stage.vault.beginDeposit(
            for: stage.awa.account.id, DepositTerms(), by: staff.actor, expectedLength: 4)
        try await intake.append(Array("text".utf8))
        return try await intake.finish(fileName: "a.txt", title: "Attestation").document.id
    }

    private func kinds(_ stage: SharingStage) async throws -> [AuditEvent.Kind?] {
        try await stage.vault.journal(of: stage.awa.person, page: 1).entries.map(\.kind)
    }

    @Test(arguments: DefaultVisibility.allCases, [true, false])
    func `a deposit of the holder's is seen at once where the holder chose so and the mandate lets read`(
        chosen: DefaultVisibility, mayRead: Bool
    ) async throws {
        let acts: Set<MandateAct> = mayRead ? Set(MandateAct.allCases) : [.deposit]
        try await SharingStage.with(acts: acts) { stage in
            try await choose(chosen, stage)
            let isSeen = chosen == .shared && mayRead
            let told = try await stage.vault.depositVisibility(in: stage.awa.safe, by: stage.awa.actor)
            #expect(told == DepositVisibility(chosen: chosen, structures: isSeen ? ["Maison"] : [], isResting: false))
            let id = try await stage.paper()
            #expect(try await viewers(of: id, stage) == (isSeen ? [.structure("Maison")] : []))
            for staff in [stage.pia, stage.paul] { #expect(try await stage.canRead(id, staff) == isSeen) }
            #expect(try await !stage.canRead(id, stage.zoe))
            #expect(try await kinds(stage).contains(.documentShared) == isSeen)
        }
    }

    @Test func `a safe begins with what is private`() async throws {
        try await SharingStage.with { stage in
            let told = try await stage.vault.depositVisibility(in: stage.awa.safe, by: stage.awa.actor)
            #expect(told == DepositVisibility(chosen: .alone, structures: [], isResting: false))
        }
    }

    @Test func `what is shared by default is a share like any, without a purpose, and can be cut`() async throws {
        try await SharingStage.with { stage in
            try await choose(.shared, stage)
            let (first, second) = (try await stage.paper("Bail"), try await stage.paper("Quittance"))
            let grant = try #require(await stage.vault.sharing(of: first, by: stage.awa.actor).grants.first)
            #expect(grant.audience == .structure(stage.house) && grant.purpose == nil && grant.until == nil)
            #expect(grant.isInForce)
            try await stage.vault.unshare(grant.id, of: first, by: stage.awa.actor)
            #expect(try await !stage.canRead(first, stage.pia))
            #expect(try await stage.shared(with: stage.pia) == ["Quittance"])
            #expect(try await stage.vault.cutAllSharing(in: stage.awa.safe, by: stage.awa.actor) == 1)
            #expect(try await !stage.canRead(second, stage.pia))
        }
    }

    @Test func `after all is cut nobody reads what the holder puts in, and the journal tells it once`() async throws {
        try await SharingStage.with { stage in
            try await choose(.shared, stage)
            try await stage.vault.cutAllSharing(in: stage.awa.safe, by: stage.awa.actor)
            let id = try await stage.paper("après la coupe")
            #expect(try await viewers(of: id, stage).isEmpty)
            for staff in [stage.pia, stage.paul] { #expect(try await !stage.canRead(id, staff)) }
            let told = try await stage.vault.depositVisibility(in: stage.awa.safe, by: stage.awa.actor)
            #expect(told == DepositVisibility(chosen: .alone, structures: [], isResting: false))
            try await stage.vault.cutAllSharing(in: stage.awa.safe, by: stage.awa.actor)
            let kinds = try await kinds(stage)
            #expect(kinds.filter { $0 == .sharingCut }.count == 2)
            #expect(kinds.filter { $0 == .depositsPrivateByDefault }.count == 1)
        }
    }

    @Test func `what the holder calls sensitive is never shared by default, and is shared with their consent`()
        async throws
    {
        try await SharingStage.with { stage in
            try await choose(.shared, stage)
            let id = try await sensitivePaper(stage)
            #expect(try await viewers(of: id, stage).isEmpty)
            #expect(try await stage.vault.sharing(of: id, by: stage.awa.actor).grants.isEmpty)
            for staff in [stage.pia, stage.paul] { #expect(try await !stage.canRead(id, staff)) }
            // Not even that it is there.
            let person = try await stage.vault.followedPerson(stage.awa.account.id, page: 1, by: stage.pia.actor)
            #expect(person.documents.total == 0)
            #expect(try await !kinds(stage).contains(.documentShared))
            let standing = try await stage.vault.standing(of: [id], in: stage.awa.safe, by: stage.awa.actor)
            #expect(standing[id]?.isSensitive == true && standing[id]?.isKept == true)
            let order = ShareOrder(audience: [.structure(stage.house)], consent: .given)
            try await stage.vault.share(id, order, by: stage.awa.actor)
            #expect(try await stage.canRead(id, stage.pia))
        }
    }

    @Test func `a deposit asks once which structures may read, and for nobody who works there`() async throws {
        try await SharingStage.with { stage in
            try await choose(.shared, stage)
            let asked = AskedQuestions()
            try await stage.vault.catalog.write { $0.trace { asked.note("\($0)") } }
            let id = try await stage.paper()
            try await stage.vault.catalog.write { $0.trace(nil) }
            #expect(asked.count(containing: "INSERT INTO document ") == 1, "the trace sees the deposit")
            #expect(asked.count(containing: "readShared") == 1)
            #expect(asked.count(containing: "FROM habilitation") == 0)
            #expect(try await stage.canRead(id, stage.pia))
        }
    }

    @Test func `the choice counts for what comes after it, in both directions`() async throws {
        try await SharingStage.with { stage in
            let before = try await stage.paper("avant")
            try await choose(.shared, stage)
            let during = try await stage.paper("pendant")
            try await choose(.alone, stage)
            let after = try await stage.paper("après")
            #expect(try await viewers(of: before, stage).isEmpty)
            #expect(try await viewers(of: during, stage) == [.structure("Maison")])
            #expect(try await viewers(of: after, stage).isEmpty)
        }
    }

    @Test func `every structure that follows the holder sees it, until the holder leaves it`() async throws {
        try await SharingStage.with { stage in
            try await stage.box.affiliate(stage.awa, with: stage.other, by: stage.zoe)
            try await choose(.shared, stage)
            let both = try await stage.paper("les deux")
            let seeing = try await viewers(of: both, stage)
            #expect(seeing.count == 2 && seeing.contains(.structure("Ailleurs")) && seeing.contains(.structure("Maison")))
            #expect(try await stage.canRead(both, stage.zoe))
            try await stage.vault.leaveStructure(stage.other, by: stage.awa.person)
            #expect(try await viewers(of: try await stage.paper("une"), stage) == [.structure("Maison")])
        }
    }

    @Test(arguments: DefaultVisibility.allCases)
    func `what a professional puts in is shared with their structure alone, whatever the holder chose`(
        chosen: DefaultVisibility
    ) async throws {
        try await SharingStage.with { stage in
            try await stage.box.affiliate(stage.awa, with: stage.other, by: stage.zoe)
            try await choose(chosen, stage)
            let id = try await depositForAwa(stage, by: stage.pia)
            #expect(try await viewers(of: id, stage) == [.structure("Maison")])
            #expect(try await stage.canRead(id, stage.paul))
            #expect(try await !stage.canRead(id, stage.zoe))
        }
    }

    @Test func `a paper that is marked as sensitive is shared by default no more, and waits where the holder shared it`()
        async throws
    {
        try await SharingStage.with { stage in
            try await choose(.shared, stage)
            let (byDefault, byWord) = (try await stage.paper("Ordonnance"), try await stage.paper("Certificat"))
            try await stage.share(byWord, .structure(stage.house))
            for id in [byDefault, byWord] {
                try await stage.vault.markDocument(id, sensitive: true, by: stage.awa.actor)
                #expect(try await !stage.canRead(id, stage.pia))
            }
            #expect(try await stage.vault.sharing(of: byDefault, by: stage.awa.actor).grants.isEmpty)
            #expect(try await stage.vault.sharing(of: byWord, by: stage.awa.actor).grants.count == 1)
            await #expect(throws: VaultFailure(.notFound)) {
                try await stage.vault.recordConsent(to: byDefault, .given, by: stage.pia.actor)
            }
            #expect(try await kinds(stage).filter { $0 == .documentUnshared }.count == 1)
            try await stage.vault.markDocument(byDefault, sensitive: false, by: stage.awa.actor)
            #expect(try await viewers(of: byDefault, stage).isEmpty)
        }
    }

    @Test func `after a reset nothing is shared by default, nor chosen to be, until sharing rests no more`() async throws {
        try await SharingStage.with { stage in
            try await choose(.shared, stage)
            try await freeze(stage)
            let told = try await stage.vault.depositVisibility(in: stage.awa.safe, by: stage.awa.actor)
            #expect(told == DepositVisibility(chosen: .shared, structures: [], isResting: true))
            #expect(try await viewers(of: try await stage.paper(), stage).isEmpty)
            await #expect(throws: VaultFailure(.notFound)) { try await choose(.shared, stage) }
            stage.box.clock.advance(by: .hours(24))
            let awa = try await stage.box.signIn("awa")
            let later = try await stage.vault.depositVisibility(in: stage.awa.safe, by: .person(awa.session.person))
            #expect(later == DepositVisibility(chosen: .shared, structures: ["Maison"], isResting: false))
        }
    }

    @Test func `private can be chosen at any time`() async throws {
        try await SharingStage.with { stage in
            try await choose(.shared, stage)
            try await freeze(stage)
            try await choose(.alone, stage)
            let told = try await stage.vault.depositVisibility(in: stage.awa.safe, by: stage.awa.actor)
            #expect(told.chosen == .alone)
        }
    }

    @Test func `the journal tells each change of the choice once`() async throws {
        try await SharingStage.with { stage in
            for visibility: DefaultVisibility in [.alone, .shared, .shared, .alone] { try await choose(visibility, stage) }
            let told = try await kinds(stage).filter {
                $0 == .depositsSharedByDefault || $0 == .depositsPrivateByDefault
            }
            #expect(told == [.depositsPrivateByDefault, .depositsSharedByDefault])
        }
    }

    @Test func `nobody but the holder chooses, or is told the choice`() async throws {
        try await SharingStage.with { stage in
            let bob = try await stage.box.beneficiary("bob")
            for actor in [stage.pia.actor, stage.zoe.actor, bob.actor, TemporaryVault.staff] {
                for visibility in DefaultVisibility.allCases {
                    await #expect(throws: VaultFailure.self) {
                        try await stage.vault.chooseVisibility(visibility, in: stage.awa.safe, by: actor)
                    }
                }
                await #expect(throws: VaultFailure.self) {
                    _ = try await stage.vault.depositVisibility(in: stage.awa.safe, by: actor)
                }
            }
        }
    }
}

/// What the catalog was asked meanwhile.
private final class AskedQuestions: Sendable {
    private let questions = Mutex<[String]>([])

    func note(_ question: String) { questions.withLock { $0.append(question) } }

    func count(containing words: String) -> Int { questions.withLock { $0.count { $0.contains(words) } } }
}
