import NIOCore
import TestSupport
import Testing

@testable import Engine

/// What is taken away is taken away now, from readings too that go on (SHR-02).
struct RevocationTests {
    /// Several blocks long.
    private static let size = 4 * DocumentChunks.blockSize

    /// Begins a reading, takes something away in its middle, and goes on.
    ///
    /// - Returns: bytes that came after, and why it ended.
    private func reading(
        _ stage: SharingStage, of id: DocumentID, by actor: Actor, purpose: RetrievalPurpose = .view,
        _ takeAway: () async throws -> Void
    ) async throws -> (after: Int, code: FailureCode?) {
        let opened = try await stage.vault.openDocument(id, by: actor, for: purpose)
        return try await reading(opened, takeAway)
    }

    private func reading(
        _ opened: OpenedDocument, _ takeAway: () async throws -> Void
    ) async throws -> (after: Int, code: FailureCode?) {
        var blocks = opened.chunks().makeAsyncIterator()
        #expect(try await blocks.next()?.readableBytes == DocumentChunks.blockSize)
        try await takeAway()
        var after = 0
        do {
            while let block = try await blocks.next() { after += block.readableBytes }
            return (after, nil)
        } catch let failure as VaultFailure {
            return (after, failure.code)
        }
    }

    @Test func `a reading that is left alone comes to its end`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper(bytes: Self.size)
            try await stage.share(id, .structure(stage.house))
            // What others do meanwhile does not end it.
            let end = try await reading(stage, of: id, by: stage.pia.actor) { _ = try await stage.paper("anderes") }
            #expect(end == (3 * DocumentChunks.blockSize, nil))
        }
    }

    @Test func `whatever is taken away ends a reading with not one byte more`() async throws {
        let acts: [(String, (SharingStage, DocumentID) async throws -> Void)] = [
            (
                "unshare",
                { stage, id in
                    let grant = try #require(await stage.vault.sharing(of: id, by: stage.awa.actor).grants.first)
                    try await stage.vault.unshare(grant.id, of: id, by: stage.awa.actor)
                }
            ),
            ("cut all", { stage, _ in try await stage.vault.cutAllSharing(in: stage.awa.safe, by: stage.awa.actor) }),
            ("leave", { stage, _ in try await stage.vault.leaveStructure(stage.house, by: stage.awa.person) }),
            (
                "mandate",
                { stage, _ in
                    try await stage.vault.changeMandate(stage.house, to: nil, by: stage.awa.person)
                }
            ),
            ("sensitive", { stage, id in try await stage.vault.markDocument(id, sensitive: true, by: stage.awa.actor) }),
            ("deleted", { stage, id in _ = try await stage.vault.deleteDocument(id, by: stage.awa.actor) }),
            (
                "suspended",
                { stage, _ in
                    try await stage.vault.suspendAccount("pia", reason: "essai", by: TemporaryVault.staff)
                }
            ),
            ("convention", { stage, _ in _ = try await stage.vault.endStructure(stage.house, by: TemporaryVault.staff) }),
            (
                "follow-up",
                { stage, _ in
                    try await stage.vault.endFollowUp(of: stage.awa.account.id, by: stage.pia.person)
                }
            ),
            ("signed out", { stage, _ in try await stage.vault.signOut(stage.pia.person) }),
            ("share ran out", { stage, _ in stage.box.clock.advance(by: .days(2)) }),
        ]
        for (name, takeAway) in acts {
            try await SharingStage.with { stage in
                let id = try await stage.paper(bytes: Self.size)
                try await stage.share(id, .structure(stage.house), until: stage.box.clock.now() + .days(1))
                let end = try await reading(stage, of: id, by: stage.pia.actor) { try await takeAway(stage, id) }
                #expect(end.after == 0, "\(name)")
                #expect([.notFound, .sessionEnded].contains(end.code), "\(name)")
            }
        }
    }

    @Test func `the holder's own reading ends with the session`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper(bytes: Self.size)
            let end = try await reading(stage, of: id, by: stage.awa.actor, purpose: .download) {
                try await stage.vault.signOut(stage.awa.person)
            }
            #expect(end == (0, .sessionEnded))
        }
    }

    @Test func `a link that is stopped stops what it opened`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper(bytes: Self.size)
            let order = LinkOrder(thirdParty: "École", days: 1, openings: 1)
            let link = try await stage.vault.createLink(to: id, order, by: stage.awa.actor)
            let opened = try await stage.vault.openLink(
                token: link.token.reveal(), code: link.code, source: TemporaryVault.source)
            let end = try await reading(opened) {
                try await stage.vault.revokeLink(link.link.id, of: id, by: stage.awa.actor)
            }
            #expect(end == (0, .notFound))
        }
    }

    @Test func `a small document is read on one decision`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house))
            let opened = try await stage.vault.openDocument(id, by: stage.pia.actor, for: .view)
            var renewals = 0
            var mark = opened.decision
            try await mark.renew(stage.vault) { renewals += 1 }
            #expect(renewals == 0)
            _ = try await stage.paper("anderes")
            try await mark.renew(stage.vault) { renewals += 1 }
            try await mark.renew(stage.vault) { renewals += 1 }
            #expect(renewals == 1)
            stage.box.clock.advance(by: .seconds(1))
            try await mark.renew(stage.vault) { renewals += 1 }
            #expect(renewals == 2)
        }
    }
}
