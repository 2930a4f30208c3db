import GRDB
import Testing
import TestSupport

@testable import Engine

struct JournalTests {
    /// Lets `body` change the catalog file behind the vault's back, as somebody with the disk could.
    private func tamper(_ box: TemporaryVault, _ sql: String) async throws {
        let queue = try DatabaseQueue(path: box.settings.catalogFile)
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func fill(_ box: TemporaryVault) async throws {
        let awa = try await box.beneficiary()
        for _ in 0..<5 { try await box.vault.setLanguage("en", of: awa.person) }
    }

    @Test func `an untouched journal verifies`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await fill(box)
            #expect(try await box.vault.journal.verify() == AuditVerification(events: 7, problem: nil))
            try await box.restart()
            #expect(try await box.vault.journal.verify().problem == nil)
        }
    }

    @Test(arguments: [
        ("UPDATE audit_event SET at = at + 1 WHERE sequence = 3", AuditVerification.Problem.altered(sequence: 3)),
        ("UPDATE audit_event SET kind = 'signedOut' WHERE sequence = 4", .altered(sequence: 4)),
        ("UPDATE audit_event SET result = 'refused' WHERE sequence = 1", .altered(sequence: 1)),
        ("UPDATE audit_event SET actor = NULL WHERE sequence = 5", .altered(sequence: 5)),
        ("UPDATE audit_event SET owner = zeroblob(16) WHERE sequence = 2", .altered(sequence: 2)),
        ("UPDATE audit_event SET details = NULL WHERE sequence = 7", .altered(sequence: 7)),
        ("UPDATE audit_event SET link = zeroblob(32) WHERE sequence = 2", .altered(sequence: 2)),
        ("DELETE FROM audit_event WHERE sequence = 4", .gap(sequence: 5)),
        ("DELETE FROM audit_event WHERE sequence = 1", .startAltered),
        ("DELETE FROM audit_event WHERE sequence = 7", .endAltered),
        ("DELETE FROM audit_event WHERE sequence > 2", .endAltered),
        ("DELETE FROM audit_event", .endAltered),
        ("DELETE FROM audit_end", .endAltered),
        ("DELETE FROM audit_event; DELETE FROM audit_end", .endAltered),
        (
            "DELETE FROM audit_event WHERE sequence = 7; UPDATE audit_end SET sequence = 6, link = (SELECT link FROM audit_event WHERE sequence = 6)",
            .endAltered
        ),
        (
            "INSERT INTO audit_event SELECT 8, at, kind, result, actor_kind, actor, owner, structure, item, details, link FROM audit_event WHERE sequence = 7",
            .altered(sequence: 8)
        ),
        (
            "DELETE FROM audit_event WHERE sequence = 4; UPDATE audit_event SET sequence = sequence - 1 WHERE sequence > 4",
            .altered(sequence: 4)
        ),
    ])
    func `every change to the stored journal is found`(sql: String, problem: AuditVerification.Problem) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await fill(box)
            try await tamper(box, sql)
            #expect(try await box.vault.journal.verify().problem == problem)
        }
    }

    @Test func `the holder reads who did what, newest first, page by page`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let kept = try await box.deposit(TestPaper.text(bytes: 100), as: "bail.txt", by: awa).id
            let gone = try await box.deposit(TestPaper.text(bytes: 100), as: "vieux.txt", by: awa).id
            _ = try await box.vault.deleteDocument(gone, by: awa.actor)
            let page = try await box.vault.journal(of: awa.person, page: 1)
            #expect(
                page.entries.map(\.kind) == [
                    .documentDeleted, .documentDeposited, .documentDeposited, .signedIn, .accountAdded,
                ])
            #expect(page.entries.map(\.doer) == [.you, .you, .you, .you, .operator])
            #expect(page.entries.map(\.title) == [nil, nil, "bail", nil, nil])
            #expect(page.entries.map(\.document).prefix(3) == [gone, gone, kept])
            #expect(page.entries[1].details[.bytes] == "100")
            #expect(page.pageCount == 1)
            for _ in 0..<60 { try await box.vault.setLanguage("fr", of: awa.person) }
            let second = try await box.vault.journal(of: awa.person, page: 2)
            #expect(second.total == 65)
            #expect(second.pageCount == 2)
            #expect(second.entries.count == 15)
            #expect(try await box.vault.journal(of: awa.person, page: 3).entries.isEmpty)
            #expect(try await box.vault.journal(of: awa.person, page: -7).page == 1)
        }
    }

    @Test func `nobody reads another holder's journal`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary("awa")
            let bilal = try await box.beneficiary("bilal")
            try await box.vault.setLanguage("en", of: awa.person)
            let kinds = try await box.vault.journal(of: bilal.person, page: 1).entries.map(\.kind)
            #expect(kinds == [.signedIn, .accountAdded])
        }
    }

    @Test func `an act whose event cannot be written does not happen`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            try await box.vault.catalog.write {
                try $0.execute(sql: "CREATE TRIGGER stop BEFORE INSERT ON audit_event BEGIN SELECT raise(ABORT, 'no'); END")
            }
            await #expect(throws: VaultFailure(.fault)) { try await box.vault.setLanguage("en", of: awa.person) }
            #expect(try await box.vault.session(token: awa.token, source: TemporaryVault.source)?.person.language == "fr")
        }
    }
}
