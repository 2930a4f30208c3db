import Foundation
import GRDB
import TestSupport
import Testing

@testable import Engine

/// What becomes of sealed files that no row lists.
@Suite struct SetAsideTests {
    private static func copy(_ from: String, over path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: from, toPath: path)
    }

    /// A store whose second paper is in no safe, since the catalog of before it was put back by hand.
    private static func withOlderCatalog(
        _ body: (TemporaryVault, TestPerson, _ paper: DocumentSummary, _ newer: String) async throws -> Void
    ) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let (catalog, older, newer) = (box.settings.catalogFile, box.folder + "/older", box.folder + "/newer")
            try await box.restart { try Self.copy(catalog, over: older) }
            try await box.vault.scanner.load()
            let paper = try await box.deposit(TestPaper.text(bytes: 70_000), by: awa)
            try await box.restart {
                try Self.copy(catalog, over: newer)
                try Self.copy(older, over: catalog)
            }
            try await body(box, awa, paper, newer)
        }
    }

    private static func status(_ box: TemporaryVault) async throws -> EngineStatus.SetAside {
        try await box.vault.status(by: TemporaryVault.staff).setAside
    }

    private static func kinds(_ box: TemporaryVault) async throws -> [String] {
        try await box.vault.catalog.read { try String.fetchAll($0, sql: "SELECT kind FROM audit_event ORDER BY sequence") }
    }

    @Test func `a paper that an older catalog does not list waits aside and is back with its catalog`() async throws {
        try await Self.withOlderCatalog { box, awa, paper, newer in
            #expect(try FileCopies.length(of: box.vault.blobs.path(of: paper.id)) == nil)
            let status = try await Self.status(box)
            #expect(status.files == 1)
            #expect(status.bytes > 70_000)
            #expect(status.nextGoesAt == box.clock.now() + .days(30))
            #expect(try await Self.kinds(box).contains("filesSetAside"))
            try await box.restart { try Self.copy(newer, over: box.settings.catalogFile) }
            #expect(try await box.content(of: paper.id, by: awa) == TestPaper.text(bytes: 70_000))
            #expect(try await Self.status(box).files == 0)
            #expect(try await Self.kinds(box).contains("filesBroughtBack"))
            #expect(try await !Self.kinds(box).contains("documentDamaged"))
        }
    }

    @Test func `what was set aside goes after thirty days and not before, and a plan counts it`() async throws {
        try await Self.withOlderCatalog { box, _, _, _ in
            let staff = TemporaryVault.staff
            box.clock.advance(by: .days(30) - .minutes(1))
            #expect(try await !box.vault.purgePlan(by: staff).items.contains { $0.kind == .setAside })
            _ = try await box.vault.purge(by: staff)
            #expect(try await Self.status(box).files == 1)
            box.clock.advance(by: .minutes(1))
            #expect(try await box.vault.purgePlan(by: staff).items.first { $0.kind == .setAside }?.count == 1)
            #expect(try await Self.status(box).files == 1)
            #expect(try await box.vault.purge(by: staff).items.first { $0.kind == .setAside }?.count == 1)
            #expect(try await Self.status(box).files == 0)
        }
    }

    @Test func `while the clock is in doubt nothing that was set aside goes`() async throws {
        try await Self.withOlderCatalog { box, _, _, _ in
            box.clock.set(box.clock.now() + .days(400))
            let summary = try await box.vault.purge(by: TemporaryVault.staff)
            #expect(summary.items.isEmpty)
            #expect(summary.warnings.count == 1)
            #expect(try await Self.status(box).files == 1)
        }
    }

    @Test func `what is set aside under a clock that went back is no older than it is once the clock is right`() async throws
    {
        try await TemporaryVault.with(.withoutScanner) { box in
            let right = box.clock.now()
            let file = BlobStore.path(of: DocumentID(), in: box.settings.blobFolder)
            try await box.restart {
                box.clock.set(right - .days(400))
                try Data([1]).write(to: URL(filePath: file))
            }
            let status = try await Self.status(box)
            #expect(status.files == 1)
            #expect(try #require(status.nextGoesAt) >= right + .days(30))
        }
    }

    @Test func `what was set aside in a future that was none counts from now`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let wrong = SetAside.File(DocumentID(), at: box.clock.now() + .days(4000))
            try FileManager.default.createDirectory(atPath: box.settings.setAsideFolder, withIntermediateDirectories: true)
            try Data([1]).write(to: URL(filePath: "\(box.settings.setAsideFolder)/\(wrong.name)"))
            _ = try await box.vault.purge(by: TemporaryVault.staff)
            #expect(try await Self.status(box).nextGoesAt == box.clock.now() + .days(30))
        }
    }

    @Test func `a file of an erased document that comes back after a power cut is removed, not set aside`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            let file = box.vault.blobs.path(of: paper.id)
            let (saved, aside) = (box.folder + "/saved", SetAside.File(paper.id, at: box.clock.now()).name)
            try Self.copy(file, over: saved)
            _ = try await box.vault.deleteDocument(paper.id, by: awa.actor)
            try await box.restart {
                try Self.copy(saved, over: file)
                try Files.makeFolder(box.settings.setAsideFolder)
                try Self.copy(saved, over: "\(box.settings.setAsideFolder)/\(aside)")
            }
            #expect(try FileCopies.length(of: file) == nil)
            #expect(try await Self.status(box).files == 0)
        }
    }

    @Test func `a document that is erased leaves nothing aside`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            try Files.makeFolder(box.settings.setAsideFolder)
            let aside = SetAside.File(paper.id, at: box.clock.now()).name
            try Self.copy(box.vault.blobs.path(of: paper.id), over: "\(box.settings.setAsideFolder)/\(aside)")
            _ = try await box.vault.deleteDocument(paper.id, by: awa.actor)
            #expect(try await Self.status(box).files == 0)
        }
    }

    @Test func `an upload that was cut off while it was written had no row and leaves nothing`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let half = "\(box.settings.blobFolder)/.incoming/\(DocumentID().text)"
            try await box.restart { try Data([1]).write(to: URL(filePath: half)) }
            #expect(try FileCopies.length(of: half) == nil)
            #expect(try FileCopies.length(of: box.settings.setAsideFolder) == nil)
        }
    }

    @Test func `more at once than a stop can leave wait for a person, and status says what to do`() async throws {
        let now = Moment(seconds: 1_795_000_000)
        let rules = SetAsideRules(age: .days(30))
        let many = (0...SetAsideRules.mostByAStop).map { _ in SetAside.File(DocumentID(), at: now) }
        let few = (0..<3).map { _ in SetAside.File(DocumentID(), at: now + .hours(1)) }
        #expect(Set(rules.due(many + few, now: now + .days(300))) == Set(few))
        #expect(rules.waiting(many + few) == many.count)
        #expect(rules.next(many + few) == now + .hours(1) + .days(30))
        #expect(rules.next(many) == nil)
        try await TemporaryVault.with(.withoutScanner) { box in
            let blobs = box.vault.blobs
            try await box.restart { for file in many { try Data().write(to: URL(filePath: blobs.path(of: file.document))) } }
            let status = try await box.vault.status(by: TemporaryVault.staff)
            #expect(status.setAside.waiting == many.count)
            #expect(status.health.alerts.contains { $0.message.contains("sealed documents are in no safe") })
        }
    }

    @Test func `a name tells document and time, and no other name is taken for one`() {
        let file = SetAside.File(DocumentID(), at: Moment(milliseconds: 1_795_313_700_123))
        #expect(SetAside.File(file.name) == file)
        #expect(file.name.hasSuffix(".2026-11-22T021500Z"))
        let document = DocumentID().text
        for name in [
            document, "\(document).", "\(document).2026", "x.2026-11-22T021500Z", "\(file.name).old",
            "\(document).2026-11-22T02:15:00Z",
        ] {
            #expect(SetAside.File(name) == nil)
        }
    }

    @Test func `a restore does not go into a folder in which files were set aside`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            var settings = box.settings
            settings.state = box.folder + "/elsewhere"
            try FileManager.default.createDirectory(atPath: settings.setAsideFolder, withIntermediateDirectories: true)
            _ = try RestoreTarget(settings: settings, health: StoreHealth()).claim()
            let file = SetAside.File(DocumentID(), at: box.clock.now())
            try Data([1]).write(to: URL(filePath: "\(settings.setAsideFolder)/\(file.name)"))
            #expect(throws: VaultFailure(.storeNotEmpty)) {
                _ = try RestoreTarget(settings: settings, health: StoreHealth()).claim()
            }
        }
    }
}
