import TestSupport
import Testing

@testable import Engine

/// A professional asks, the holder chooses (SHR-05).
struct ShareRequestTests {
    private func ask(_ stage: SharingStage, by staff: TestStaff, _ message: String = "Votre bail") async throws {
        try await stage.vault.askToShare(message, of: stage.awa.account.id, by: staff.actor)
    }

    private func requests(_ stage: SharingStage) async throws -> [ShareRequest] {
        try await stage.vault.shareRequests(in: stage.awa.safe, by: stage.awa.actor)
    }

    @Test func `asking opens nothing; what the holder chooses goes to the one who asked`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper("Bail")
            try await ask(stage, by: stage.pia)
            #expect(try await !stage.canRead(id, stage.pia))
            let request = try #require(await requests(stage).first)
            #expect(request.message == "Votre bail")
            #expect(request.professionalName == "Pia Aide")
            try await stage.vault.acceptRequest(request.id, sharing: id, by: stage.awa.actor)
            #expect(try await stage.canRead(id, stage.pia))
            #expect(try await !stage.canRead(id, stage.paul))
            #expect(try await requests(stage) == [])
        }
    }

    @Test func `a refusal ends it, and an answer counts once`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await ask(stage, by: stage.pia)
            let request = try #require(await requests(stage).first)
            try await stage.vault.refuseRequest(request.id, in: stage.awa.safe, by: stage.awa.actor)
            let failure = await #expect(throws: VaultFailure.self) {
                try await stage.vault.acceptRequest(request.id, sharing: id, by: stage.awa.actor)
            }
            #expect(failure?.code == .notFound)
        }
    }

    @Test func `nobody asks without end, and nobody asks whom they do not follow`() async throws {
        try await SharingStage.with { stage in
            for _ in 0..<ShareRequest.most { try await ask(stage, by: stage.pia) }
            let full = await #expect(throws: VaultFailure.self) { try await ask(stage, by: stage.pia) }
            #expect(full?.code == .tooManyAsked)
            try await ask(stage, by: stage.paul)
            let foreign = await #expect(throws: VaultFailure.self) { try await ask(stage, by: stage.zoe) }
            #expect(foreign?.code == .notFound)
        }
    }

    @Test func `another holder cannot answer`() async throws {
        try await SharingStage.with { stage in
            let bilal = try await stage.box.beneficiary("bilal")
            let own = try await stage.box.deposit(Array("text".utf8), by: bilal).id
            try await ask(stage, by: stage.pia)
            let request = try #require(await requests(stage).first)
            for attempt in [
                { try await stage.vault.refuseRequest(request.id, in: bilal.safe, by: bilal.actor) },
                { try await stage.vault.refuseRequest(request.id, in: stage.awa.safe, by: bilal.actor) },
                { try await stage.vault.acceptRequest(request.id, sharing: own, by: bilal.actor) },
            ] as [() async throws -> Void] {
                let failure = await #expect(throws: VaultFailure.self) { try await attempt() }
                #expect(failure?.code == .notFound)
            }
            #expect(try await requests(stage).count == 1)
        }
    }
}
