import TestSupport
import Testing

@testable import Engine

/// What a professional puts into somebody's safe (SHR-04, SHR-07, SHR-08).
struct ProfessionalDepositTests {
    private func deposit(
        _ stage: SharingStage, _ terms: DepositTerms = DepositTerms(), by staff: TestStaff, title: String = "Attestation"
    ) async throws -> DocumentID {
        let content = Array("une attestation".utf8)
        let intake = try await stage.vault.beginDeposit(
            for: stage.awa.account.id, terms, by: staff.actor, expectedLength: content.count)
        try await intake.append(content)
        return try await intake.finish(fileName: "a.txt", title: title).document.id
    }

    @Test func `it is shared with the structure for which it was put in`() async throws {
        try await SharingStage.with { stage in
            let id = try await deposit(stage, by: stage.pia)
            #expect(try await stage.canRead(id, stage.paul))
            #expect(try await !stage.canRead(id, stage.zoe))
            let standing = try #require(await stage.vault.standing(of: [id], in: stage.awa.safe, by: stage.awa.actor)[id])
            #expect(standing.viewers == [.structure("Maison")])
            #expect(standing.depositorName == "Pia Aide")
            #expect(!standing.isKept)
        }
    }

    @Test func `its depositor takes it back until the holder keeps it, and nobody else does`() async throws {
        try await SharingStage.with { stage in
            let (first, second) = (try await deposit(stage, by: stage.pia), try await deposit(stage, by: stage.pia))
            await #expect(throws: VaultFailure.self) { try await stage.vault.deleteDocument(first, by: stage.paul.actor) }
            _ = try await stage.vault.deleteDocument(first, by: stage.pia.actor)
            try await stage.vault.keepDocument(second, by: stage.awa.actor)
            let failure = await #expect(throws: VaultFailure.self) {
                try await stage.vault.deleteDocument(second, by: stage.pia.actor)
            }
            #expect(failure?.code == .notFound)
            #expect(try await stage.shared(with: stage.pia) == ["Attestation"])
        }
    }

    @Test func `who does not follow the person, or has no mandate for it, puts in nothing`() async throws {
        try await SharingStage.with(acts: [.readShared]) { stage in
            for staff in [stage.pia, stage.zoe] {
                let failure = await #expect(throws: VaultFailure.self) { try await deposit(stage, by: staff) }
                #expect(failure?.code == .notFound)
            }
        }
    }

    @Test func `the way that is the holder's own is closed to professionals`() async throws {
        try await SharingStage.with { stage in
            let failure = await #expect(throws: VaultFailure.self) {
                try await stage.vault.beginDeposit(in: stage.awa.safe, by: stage.pia.actor, expectedLength: 1)
            }
            #expect(failure?.code == .notFound)
        }
    }

    @Test func `a right that was lost during the upload does not count at its end`() async throws {
        try await SharingStage.with { stage in
            let intake = try await stage.vault.beginDeposit(
                for: stage.awa.account.id, DepositTerms(), by: stage.pia.actor, expectedLength: 4)
            try await intake.append(Array("text".utf8))
            try await stage.vault.leaveStructure(stage.house, by: stage.awa.person)
            let failure = await #expect(throws: VaultFailure.self) { try await intake.finish(fileName: "a.txt") }
            #expect(failure?.code == .notFound)
            #expect(try await stage.vault.safeOverview(by: stage.awa.actor, safe: stage.awa.safe).documentCount == 0)
        }
    }

    @Test func `it is put in although the master key is renewed while it comes in`() async throws {
        try await SharingStage.with { stage in
            let intake = try await stage.vault.beginDeposit(
                for: stage.awa.account.id, DepositTerms(), by: stage.pia.actor, expectedLength: 4)
            try await intake.append(Array("text".utf8))
            let rotation = try await stage.vault.rotateKeys(by: TemporaryVault.staff)
            try #require(rotation.removedTerms == [1])
            let id = try await intake.finish(fileName: "a.txt", title: "Attestation").document.id
            #expect(try await stage.canRead(id, stage.paul))
        }
    }

    @Test func `how full the safe is stays between the holder and the service`() async throws {
        try await SharingStage.with(adjust: { $0.documents.safeQuota = 10 }) { stage in
            let failure = await #expect(throws: VaultFailure.self) { try await deposit(stage, by: stage.pia) }
            #expect(failure?.code == .noRoomThere)
            #expect(failure?.values == [:])
        }
    }

    @Test func `what is sensitive is taken with the person's explicit consent alone, which the journal keeps`() async throws
    {
        try await SharingStage.with { stage in
            let failure = await #expect(throws: VaultFailure.self) {
                try await deposit(stage, DepositTerms(isSensitive: true), by: stage.pia)
            }
            #expect(failure?.code == .consentMissing)
            let id = try await deposit(stage, DepositTerms(isSensitive: true, consent: .given), by: stage.pia)
            #expect(try await stage.canRead(id, stage.paul))
            let kinds = try await stage.vault.journal(of: stage.awa.person, page: 1).entries.map(\.kind)
            #expect(kinds.contains(.consentGiven))
        }
    }

    @Test func `a shared document that becomes sensitive waits, title and all, until consent is noted`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper("Certificat médical")
            try await stage.share(id, .structure(stage.house))
            try await stage.vault.markDocument(id, sensitive: true, by: stage.awa.actor)
            #expect(try await !stage.canRead(id, stage.pia))
            #expect(try await stage.shared(with: stage.pia) == [])
            let person = try await stage.vault.followedPerson(stage.awa.account.id, page: 1, by: stage.pia.actor)
            #expect(person.documents.total == 1)
            let waiting = try await stage.vault.standing(of: [id], in: stage.awa.safe, by: stage.awa.actor)
            #expect(waiting[id]?.viewers == [])
            try await stage.vault.recordConsent(to: id, .given, by: stage.pia.actor)
            #expect(try await stage.canRead(id, stage.paul))
        }
    }

    @Test func `the holder's own consent comes with the share`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.vault.markDocument(id, sensitive: true, by: stage.awa.actor)
            let order = ShareOrder(audience: [.structure(stage.house)], consent: .given)
            try await stage.vault.share(id, order, by: stage.awa.actor)
            #expect(try await stage.canRead(id, stage.pia))
        }
    }

    @Test func `a professional saves nothing without a purpose, and the holder reads it`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house))
            for attempt in [
                { _ = try await stage.vault.openDocument(id, by: stage.pia.actor, for: .download) },
                { _ = try await stage.vault.downloadDocument(id, for: "  ", by: stage.pia.actor) },
            ] as [() async throws -> Void] {
                let failure = await #expect(throws: VaultFailure.self) { try await attempt() }
                #expect(failure?.code == .fieldMissing)
            }
            _ = try await stage.vault.downloadDocument(id, for: "Dossier CAF", by: stage.pia.actor)
            let entry = try await stage.vault.journal(of: stage.awa.person, page: 1).entries.first {
                $0.kind == .documentDownloaded
            }
            #expect(entry?.details[.purpose] == "Dossier CAF")
        }
    }
}
