import GRDB
import Testing
import TestSupport

@testable import Engine

struct DocumentListingTests {
    private func titles(_ listing: DocumentListing) -> [String?] {
        listing.entries.map { if case .document(let summary) = $0 { summary.title } else { nil } }
    }

    @Test func `a list comes page by page, newest first, and a page that does not exist is the nearest`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for number in 1...31 {
                try await box.deposit(TestPaper.text(bytes: 100), title: "\(number)", by: awa)
                box.clock.advance(by: .seconds(1))
            }
            let vault = box.vault
            let first = try await vault.documents(in: awa.safe, page: 1, by: awa.actor)
            #expect(titles(first) == (2...31).reversed().map(String.init))
            #expect(first.total == 31)
            #expect(first.pageCount == 2)
            let second = try await vault.documents(in: awa.safe, page: 2, by: awa.actor)
            #expect(titles(second) == ["1"])
            for (asked, found) in [(0, 1), (-7, 1), (3, 2), (Int.max, 2), (Int.min, 1)] {
                #expect(try await vault.documents(in: awa.safe, page: asked, by: awa.actor).page == found)
            }
        }
    }

    @Test(arguments: [
        "title = randomblob(60)", "file_name = x''", "digest = randomblob(60)", "media_type = 'none/such'",
        "depositor_role = 'king'", "depositor = x'00'",
    ])
    func `one damaged entry does not hide the others`(damage: String) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 100), title: "old", by: awa)
            box.clock.advance(by: .seconds(1))
            let bad = try await box.deposit(TestPaper.text(bytes: 200), title: "bad", by: awa)
            box.clock.advance(by: .seconds(1))
            try await box.deposit(TestPaper.text(bytes: 300), title: "new", by: awa)
            try await box.vault.catalog.write {
                try $0.execute(sql: "UPDATE document SET \(damage) WHERE id = ?", arguments: [bad.id.blob])
            }
            let listing = try await box.vault.documents(in: awa.safe, page: 1, by: awa.actor)
            #expect(titles(listing) == ["new", nil, "old"])
            guard case .damaged(let document) = listing.entries[1] else { return }
            #expect(document.id == bad.id)
            #expect(document.size == 200)
            #expect(document.depositedAt == bad.depositedAt)
        }
    }

    @Test func `a damaged title is told as a damaged document`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 100), by: awa)
            try await box.vault.catalog.write { try $0.execute(sql: "UPDATE document SET title = randomblob(60)") }
            await #expect(throws: VaultFailure(.documentDamaged)) {
                _ = try await box.vault.document(paper.id, by: awa.actor)
            }
            await #expect(throws: VaultFailure(.documentDamaged)) { _ = try await box.content(of: paper.id, by: awa) }
            let entries = try await box.vault.journal(of: awa.person, page: 1).entries
            #expect(entries.prefix(2).map(\.kind) == [.documentDamaged, .documentDamaged])
            #expect(entries.allSatisfy { $0.title == nil })
        }
    }

    @Test func `a safe takes as many documents as it may hold and says why no more`() async throws {
        try await TemporaryVault.with(adjust: { $0.documents.safeDocuments = 3 }) { box in
            let awa = try await box.beneficiary()
            let intake = try await box.vault.beginDeposit(in: awa.safe, by: awa.actor, expectedLength: 100)
            let first = try await box.deposit(TestPaper.text(bytes: 100), by: awa)
            for _ in 1...2 { try await box.deposit(TestPaper.text(bytes: 100), by: awa) }
            try await intake.append(TestPaper.text(bytes: 100))
            await #expect(throws: VaultFailure(.tooManyDocuments)) { _ = try await intake.finish(fileName: "late.txt") }
            await #expect(throws: VaultFailure(.tooManyDocuments)) {
                try await box.deposit(TestPaper.text(bytes: 100), by: awa)
            }
            #expect(try storedFiles(box).count == 3)
            _ = try await box.vault.deleteDocument(first.id, by: awa.actor)
            try await box.deposit(TestPaper.text(bytes: 100), by: awa)
            #expect(try await box.vault.safeOverview(by: awa.actor, safe: awa.safe).documentCount == 3)
        }
    }

    @Test func `a store of an earlier version knows after the upgrade how many documents its safes hold`() async throws {
        try await TemporaryVault.with(adjust: { $0.documents.safeDocuments = 3 }) { box in
            let awa = try await box.beneficiary()
            for _ in 1...3 { try await box.deposit(TestPaper.text(bytes: 100), by: awa) }
            try await box.vault.catalog.write {
                try $0.execute(
                    sql: """
                        DROP TRIGGER document_comes; DROP TRIGGER document_goes; ALTER TABLE safe DROP COLUMN documents;
                        DELETE FROM grdb_migrations WHERE identifier = '14 document count'
                        """)
            }
            try await box.restart()
            #expect(try await box.vault.safeOverview(by: awa.actor, safe: awa.safe).documentCount == 3)
            await #expect(throws: VaultFailure(.tooManyDocuments)) {
                try await box.deposit(TestPaper.text(bytes: 100), by: awa)
            }
        }
    }

    @Test(arguments: ["kind = 'nonsense'", "details = randomblob(60)", "kind = 'nonsense', details = randomblob(60)"])
    func `one damaged line of the journal does not hide the others`(damage: String) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            for _ in 1...3 { try await box.vault.setLanguage("fr", of: awa.person) }
            let whole = try await box.vault.journal(of: awa.person, page: 1).entries
            try await box.vault.catalog.write {
                try $0.execute(
                    sql: "UPDATE audit_event SET \(damage) WHERE sequence = ?", arguments: [whole[1].sequence])
            }
            let entries = try await box.vault.journal(of: awa.person, page: 1).entries
            #expect(entries.map(\.isDamaged) == whole.indices.map { $0 == 1 })
            #expect(entries.map(\.sequence) == whole.map(\.sequence))
            #expect(!damage.contains("details") || entries[1].details.isEmpty)
        }
    }
}
