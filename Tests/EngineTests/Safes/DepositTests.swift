import Foundation
import GRDB
import Testing
import TestSupport

@testable import Engine

struct DepositTests {
    @Test func `a deposited document comes back byte for byte with its summary`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let bytes = TestPaper.text(bytes: 700_001)
            let summary = try await box.deposit(bytes, as: "C:\\papiers\\bail.txt", by: awa)
            #expect(summary.title == "bail")
            #expect(summary.downloadName == "bail.txt")
            #expect(summary.mediaType == .text)
            #expect(summary.size == bytes.count)
            #expect(summary.isOwnDeposit)
            #expect(summary.digest == Hex.encode(try Digest.sha256(bytes)))
            #expect(try await box.vault.documents(in: awa.safe, by: awa.actor) == [summary])
            #expect(try await box.vault.document(summary.id, by: awa.actor) == summary)
            #expect(try await box.content(of: summary.id, by: awa) == bytes)
            let overview = try await box.vault.safeOverview(by: awa.actor, safe: awa.safe)
            #expect(overview.used == bytes.count)
            #expect(overview.documentCount == 1)
            #expect(box.vault.uploads.held == 0)
        }
    }

    @Test(arguments: [0..<1, 0..<65_536, 65_535..<65_537, 262_143..<262_145, 300_000..<700_001, 700_000..<700_001, 5..<5])
    func `any part of a document can be read`(range: Range<Int>) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let bytes = TestPaper.text(bytes: 700_001)
            let id = try await box.deposit(bytes, by: awa).id
            #expect(try await box.content(of: id, range, by: awa) == Array(bytes[range]))
        }
    }

    @Test func `an infected upload leaves no file, no row and one journal entry`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let before = try await box.vault.journal(of: awa.person, page: 1).total
            await #expect(throws: VaultFailure(.virusFound)) { try await box.deposit(TestPaper.eicar(), by: awa) }
            #expect(try await box.vault.documents(in: awa.safe, by: awa.actor).isEmpty)
            #expect(try storedFiles(box).isEmpty)
            let journal = try await box.vault.journal(of: awa.person, page: 1)
            #expect(journal.total == before + 1)
            #expect(journal.entries.first?.kind == .documentRefused)
            #expect(journal.entries.first?.result == .refused)
            #expect(journal.entries.first?.reason == .virusFound)
            #expect(box.vault.uploads.held == 0)
        }
    }

    @Test func `of somebody who is suspended during the upload nothing is taken`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let intake = try await box.vault.beginDeposit(in: awa.safe, by: awa.actor, expectedLength: 4)
            try await intake.append(Array("text".utf8))
            try await box.vault.suspendAccount("awa", reason: "essai", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await intake.finish(fileName: "a.txt") }
            #expect(try storedFiles(box).isEmpty)
            try await box.vault.enableAccount("awa", reason: "cleared", by: TemporaryVault.staff)
            let again = try await box.signIn("awa").session.person
            #expect(try await box.vault.documents(in: awa.safe, by: .person(again)).isEmpty)
            let refused = try await box.vault.journal(of: again, page: 1).entries.filter { $0.kind == .documentRefused }
            #expect(refused.map(\.reason) == [.sessionEnded])
        }
    }

    @Test func `of an upload whose session is ended meanwhile nothing is taken`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let thief = try await box.signIn("awa").session.person
            let intake = try await box.vault.beginDeposit(in: awa.safe, by: .person(thief), expectedLength: 4)
            try await intake.append(Array("text".utf8))
            try await box.vault.signOutEverywhere(awa.person)
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await intake.finish(fileName: "a.txt") }
            #expect(try storedFiles(box).isEmpty)
        }
    }

    @Test func `an upload is kept although the password is proven once more meanwhile`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let intake = try await box.vault.beginDeposit(in: awa.safe, by: awa.actor, expectedLength: 4)
            try await intake.append(Array("text".utf8))
            let token = try await box.vault.confirm(SecretText(TemporaryVault.password), of: awa.person)
            _ = try await intake.finish(fileName: "a.txt")
            #expect(try await box.vault.session(token: awa.token, source: TemporaryVault.source) == nil)
            let session = try await box.vault.session(token: token.reveal(), source: TemporaryVault.source)
            let person = try #require(session?.person)
            #expect(try await box.vault.documents(in: awa.safe, by: .person(person)).count == 1)
            let late = try await box.vault.beginDeposit(in: awa.safe, by: awa.actor, expectedLength: 4)
            try await late.append(Array("text".utf8))
            let other = try await box.signIn("awa").session.person
            try await box.vault.signOutEverywhere(other)
            await #expect(throws: VaultFailure(.sessionEnded)) { _ = try await late.finish(fileName: "b.txt") }
        }
    }

    @Test func `an empty file, a program and a bad name are refused with their own reasons`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            await #expect(throws: VaultFailure(.documentEmpty)) { try await box.deposit([], by: awa) }
            await #expect(throws: VaultFailure(.typeNotAccepted)) {
                try await box.deposit([0x7f, 0x45, 0x4c, 0x46] + [UInt8](repeating: 0, count: 200), as: "a.pdf", by: awa)
            }
            await #expect(throws: VaultFailure(.titleUnusable)) {
                try await box.deposit(TestPaper.text(bytes: 100), as: "a\u{0}b.txt", by: awa)
            }
            let reasons = try await box.vault.journal(of: awa.person, page: 1).entries.prefix(3).map(\.reason)
            #expect(reasons == [.titleUnusable, .typeNotAccepted, .documentEmpty])
            #expect(try storedFiles(box).isEmpty)
        }
    }

    @Test func `without a scanner nothing is accepted`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let awa = try await box.beneficiary()
            await #expect(throws: VaultFailure(.scannerNotReady)) {
                try await box.deposit(TestPaper.text(bytes: 100), by: awa)
            }
            #expect(try storedFiles(box).isEmpty)
            let entry = try await box.vault.journal(of: awa.person, page: 1).entries.first
            #expect(entry?.result == .failed)
        }
    }

    @Test func `an upload that is cut off leaves nothing but a journal entry`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let intake = try await box.vault.beginDeposit(in: awa.safe, by: awa.actor, expectedLength: 1000)
            try await intake.append(TestPaper.text(bytes: 500))
            await intake.abandon()
            await intake.abandon()
            await #expect(throws: VaultFailure(.uploadCutOff)) { _ = try await intake.finish(fileName: "a.txt") }
            let journal = try await box.vault.journal(of: awa.person, page: 1)
            #expect(journal.entries.map(\.kind) == [.documentRefused, .signedIn, .accountAdded])
            #expect(journal.entries.first?.reason == .uploadCutOff)
            #expect(box.vault.uploads.held == 0)
        }
    }

    @Test func `a document larger than allowed is stopped while it comes`() async throws {
        try await TemporaryVault.with(adjust: { $0.documents.maxSize = 100_000 }) { box in
            let awa = try await box.beneficiary()
            let intake = try await box.vault.beginDeposit(in: awa.safe, by: awa.actor, expectedLength: nil)
            try await intake.append(TestPaper.text(bytes: 100_000))
            let failure = await #expect(throws: VaultFailure.self) { try await intake.append([1]) }
            #expect(failure?.code == .documentTooLarge)
            #expect(failure?.values["limit"] == "100000")
            #expect(box.vault.uploads.held == 0)
        }
    }

    @Test func `two deposits racing for the last bytes cannot both have them`() async throws {
        try await TemporaryVault.with(adjust: { $0.documents.safeQuota = 150_000 }) { box in
            let awa = try await box.beneficiary()
            let outcomes = await withTaskGroup(of: FailureCode?.self) { group in
                for index in 0..<6 {
                    group.addTask {
                        do {
                            try await box.deposit(TestPaper.text(bytes: 100_000), as: "\(index).txt", by: awa)
                            return nil
                        } catch {
                            return (error as? VaultFailure)?.code ?? .fault
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.filter { $0 == .safeFull }.count == 5)
            #expect(try await box.vault.safeOverview(by: awa.actor, safe: awa.safe).used == 100_000)
            #expect(try storedFiles(box).count == 1)
        }
    }

    @Test func `a deposit whose commit fails leaves no file after a restart`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.vault.catalog.write {
                try $0.execute(sql: "CREATE TRIGGER stop BEFORE INSERT ON document BEGIN SELECT raise(ABORT, 'no'); END")
            }
            await #expect(throws: VaultFailure(.fault)) { try await box.deposit(TestPaper.text(bytes: 100), by: awa) }
            #expect(try storedFiles(box).count == 1)
            #expect(try await box.vault.documents(in: awa.safe, by: awa.actor).isEmpty)
            try Data("half".utf8).write(to: URL(fileURLWithPath: box.settings.blobFolder + "/.incoming/left"))
            try await box.restart()
            #expect(try storedFiles(box).isEmpty)
            #expect(try Files.names(in: box.settings.blobFolder + "/.incoming").isEmpty)
            #expect(try await box.vault.safeOverview(by: awa.actor, safe: awa.safe).used == 0)
        }
    }

    @Test func `ten uploads at once stay within a small memory budget`() async throws {
        let budget = 4 * 1024 * 1024
        try await TemporaryVault.with(adjust: {
            $0.documents.uploadMemory = budget
            $0.documents.uploadWait = .minutes(10)
            $0.documents.maxSize = 3 * 1024 * 1024
        }) { box in
            let awa = try await box.beneficiary()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<10 {
                    group.addTask { try await box.deposit(TestPaper.text(bytes: 1_500_000), as: "\(index).txt", by: awa) }
                }
                try await group.waitForAll()
            }
            #expect(try await box.vault.documents(in: awa.safe, by: awa.actor).count == 10)
            #expect(box.vault.uploads.peak <= budget)
            #expect(box.vault.uploads.held == 0)
        }
    }
}

/// The ids of the sealed files on the disk.
func storedFiles(_ box: TemporaryVault) throws -> [DocumentID] {
    var found: [DocumentID] = []
    try box.vault.blobs.forEach { found.append($0) }
    return found
}
