import Foundation
import GRDB
import NIOCore
import TestSupport
import Testing

@testable import Engine

/// Taking everything home, and going (ACC-14, RET-05).
struct LeavingTests {
    private static let words = ExportWords(journalName: "journal.csv", journalHead: "head\n") { "\($0.sequence)\n" }

    private func zip(_ stage: SharingStage) async throws -> [UInt8] {
        let export = try await stage.vault.exportSafe(of: stage.awa.person, words: Self.words)
        var bytes: [UInt8] = []
        var most = 0
        try await export.write {
            most = max(most, $0.readableBytes)
            bytes += Array($0.readableBytesView)
        }
        #expect(most <= 2 * DocumentChunks.blockSize)
        return bytes
    }

    @Test func `the export holds every document as it came, the journal, and sums that fit`() async throws {
        try await SharingStage.with { stage in
            let large = TestPaper.text(bytes: 700_000)
            _ = try await stage.box.deposit(large, title: "../Été / عربي", by: stage.awa)
            _ = try await stage.box.deposit(Array("zwei".utf8), title: String(repeating: "é", count: 200), by: stage.awa)
            let folder = FileManager.default.temporaryDirectory.appending(path: "export-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try Data(try await zip(stage)).write(to: folder.appending(path: "coffre.zip"))
            let unpacked = try await ToolRun.run(
                "/bin/sh", ["-c", "cd '\(folder.path)' && python3 -m zipfile -e coffre.zip . && sha256sum -c SHA256SUMS"],
                environment: ["LC_ALL": "C.UTF-8"])
            #expect(unpacked.exit == 0, "\(unpacked.errors)")
            #expect(unpacked.output.matches(of: /OK/).count == 3)
            let papers = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/documents")
            #expect(Set(papers.map { $0.prefix(5) }) == ["0001 ", "0002 "])
            let name = try #require(papers.first { $0.hasSuffix(" ..-Été - عربي.txt") })
            #expect(try Data(contentsOf: folder.appending(path: "documents/\(name)")) == Data(large))
            #expect(try String(contentsOf: folder.appending(path: "journal.csv"), encoding: .utf8).hasPrefix("head\n"))
            let kinds = try await stage.vault.journal(of: stage.awa.person, page: 1).entries.map(\.kind)
            #expect(kinds.contains(.safeExported) && !kinds.contains(.documentDownloaded))
        }
    }

    @Test func `an export stops when the session ends`() async throws {
        try await SharingStage.with { stage in
            _ = try await stage.paper(bytes: 5 * DocumentChunks.blockSize)
            let export = try await stage.vault.exportSafe(of: stage.awa.person, words: Self.words)
            var blocks = 0
            let failure = await #expect(throws: VaultFailure.self) {
                try await export.write { _ in
                    blocks += 1
                    if blocks == 2 { try await stage.vault.signOut(stage.awa.person) }
                }
            }
            #expect(failure?.code == .sessionEnded)
            #expect(blocks == 2)
        }
    }

    @Test func `taking everything and going need the password anew`() async throws {
        try await SharingStage.with { stage in
            stage.box.clock.advance(by: StepUp.life)
            for attempt in [
                { _ = try await stage.vault.exportSafe(of: stage.awa.person, words: Self.words) },
                { _ = try await stage.vault.deleteAccount(of: stage.awa.person, .atOnce) },
                { _ = try await stage.vault.deleteAccount(of: stage.awa.person, .afterAWeek) },
            ] as [() async throws -> Void] {
                let failure = await #expect(throws: VaultFailure.self) { try await attempt() }
                #expect(failure?.code == .confirmationNeeded)
            }
            let due = try await stage.vault.deletionDue(of: stage.awa.person)
            #expect(due == nil)
        }
    }

    @Test func `a deleted account leaves nothing that can be opened, and no name`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            try await stage.share(id, .structure(stage.house))
            let receipt = try await stage.vault.deleteAccount(of: stage.awa.person, .atOnce)
            let last = stage.vault.settings.backups.lastCopyGone(after: stage.box.clock.now())
            #expect(receipt.goneFromSnapshotsBy == last)
            #expect(try await stage.vault.session(token: stage.awa.token, source: TemporaryVault.source) == nil)
            #expect(try await !stage.canRead(id, stage.pia))
            await #expect(throws: VaultFailure.self) { try await stage.box.signIn("awa") }
            let left = try await stage.vault.catalog.read { database in
                try ["safe", "document", "share_grant", "mandate", "affiliation"].map {
                    try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \($0)") ?? -1
                }
            }
            #expect(left == [0, 0, 0, 0, 0])
            let states = try await stage.vault.accounts(by: TemporaryVault.staff).filter { $0.id == stage.awa.account.id }
            #expect(states.map(\.state) == ["deleted"])
            let files = try FileManager.default.subpathsOfDirectory(atPath: stage.vault.settings.blobFolder)
            #expect(!files.contains { $0.contains(id.text) })
            #expect(try await stage.vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
            // The name is free again.
            _ = try await stage.box.beneficiary("awa")
        }
    }

    @Test func `a deletion in a week is told by every channel, with its day`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let receipt = try await box.vault.deleteAccount(of: awa.person, .afterAWeek)
            let told = try await box.messages().filter { $0.purpose == "deletionPlanned" }
            #expect(Set(told.map(\.channel)) == ["email", "sms"])
            #expect(told.allSatisfy { $0.values[.moment] == NoticeValue.text(receipt.at) })
        }
    }

    @Test func `a deletion in a week can be called back, and is done by the purge after it`() async throws {
        try await SharingStage.with { stage in
            _ = try await stage.paper()
            _ = try await stage.vault.deleteAccount(of: stage.awa.person, .afterAWeek)
            try await stage.vault.cancelDeletion(of: stage.awa.person)
            #expect(try await stage.vault.eraseDueAccounts(by: .schedule) == 0)
            _ = try await stage.vault.deleteAccount(of: stage.awa.person, .afterAWeek)
            stage.box.clock.advance(by: .days(Vault.coolingOffDays) - .seconds(1))
            #expect(try await stage.vault.eraseDueAccounts(by: .schedule) == 0)
            stage.box.clock.advance(by: .seconds(1))
            #expect(try await stage.vault.eraseDueAccounts(by: .schedule) == 1)
            #expect(try await stage.vault.eraseDueAccounts(by: .schedule) == 0)
        }
    }

    @Test func `a deletion that is called back while others are done is left out, and not counted`() async throws {
        try await SharingStage.with { stage in
            let (vault, bob) = (stage.vault, try await stage.box.beneficiary("bob"))
            for person in [stage.awa, bob] { _ = try await vault.deleteAccount(of: person.person, .afterAWeek) }
            stage.box.clock.advance(by: .days(Vault.coolingOffDays))
            let now = stage.box.clock.now()
            // Both are due when the purge looks; then one is called back.
            let due = try await vault.catalog.read { try AccountRecord.dueForDeletion(now: now, in: $0) }
            #expect(due.count == 2)
            try await vault.catalog.write { try AccountRecord.setDeletionDue(nil, of: stage.awa.account.id, in: $0) }
            var erased: [AccountID] = []
            for account in due where try await vault.eraseIfDue(account, now: now, by: .schedule) { erased.append(account) }
            #expect(erased == [bob.account.id])
            let again = try await vault.eraseIfDue(bob.account.id, now: now, by: .schedule)
            #expect(!again)
            _ = try await stage.box.signIn("awa")
        }
    }
}
