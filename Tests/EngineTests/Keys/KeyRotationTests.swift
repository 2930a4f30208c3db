import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct KeyRotationTests {
    private static func rotate(_ box: TemporaryVault, _ progress: any ProgressSink = NoProgress()) async throws
        -> RotationSummary
    {
        try await box.vault.rotateKeys(by: TemporaryVault.staff, progress: progress)
    }

    /// Ends the task that it watches at the first word of progress.
    private final class Stopper: ProgressSink {
        private let task = Mutex<Task<RotationSummary, any Error>?>(nil)
        private let wasReached = Mutex(false)

        func watch(_ new: Task<RotationSummary, any Error>) {
            task.withLock { $0 = new }
            if wasReached.withLock({ $0 }) { new.cancel() }
        }

        func report(_ progress: JobProgress) {
            wasReached.withLock { $0 = true }
            task.withLock { $0 }?.cancel()
        }
    }

    /// Adds safes of people who do not exist otherwise, each with a key of its own.
    private static func addSafes(_ count: Int, to vault: Vault) async throws {
        let keyring = vault.keys.keyring
        try await vault.catalog.write { database in
            for number in 0..<count {
                let account = AccountID()
                let safe = SafeID()
                let key = try SafeKey.fresh(for: safe, keyring: keyring)
                try database.execute(
                    sql: """
                        INSERT INTO account (id, role, state, login_index, login_name, first_name, last_name, language, created_at)
                        VALUES (?, 'beneficiary', 'active', ?, x'00', x'00', x'00', 'fr', ?)
                        """,
                    arguments: [account.blob, try Digest.random(32).blob, number])
                try database.execute(
                    sql: "INSERT INTO safe (id, holder, term, wrapped_key, quota, created_at) VALUES (?, ?, ?, ?, 1, 1)",
                    arguments: [safe.blob, account.blob, key.term, key.wrapped.blob])
            }
        }
    }

    private static func terms(_ box: TemporaryVault) async throws -> [UInt32: Int] {
        try await box.vault.catalog.read(WrappedKeys.counts)
    }

    private static func fileTerms(_ box: TemporaryVault) throws -> [UInt32] {
        try KeyFile.load(path: box.settings.keys.file, placement: .anywhere).terms
    }

    /// Opens every safe key with the keyring in use.
    private static func openAll(_ vault: Vault) async throws -> Int {
        let keyring = vault.keys.keyring
        return try await vault.catalog.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT id, wrapped_key FROM safe")
            for row in rows {
                _ = try SafeKey.unwrap(row.bytes("wrapped_key") ?? [], for: row.identifier("id"), keyring: keyring)
            }
            return rows.count
        }
    }

    @Test func `after a rotation every key is wrapped under the new term and documents open`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let bytes = TestPaper.text(bytes: 70_000)
            let paper = try await box.deposit(bytes, by: awa)
            let summary = try await Self.rotate(box)
            #expect(summary.term == 2)
            #expect(summary.rewrapped == 5)
            #expect(summary.removedTerms == [1] && summary.kept.isEmpty)
            #expect(try await Self.terms(box) == [2: 5])
            #expect(try Self.fileTerms(box) == [2])
            #expect(try await box.content(of: paper.id, by: awa) == bytes)
            try await box.restart()
            #expect(try await box.content(of: paper.id, by: awa) == bytes)
        }
    }

    @Test func `a term that a snapshot needs stays until the snapshot goes`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let snapshot = try await box.backup().id
            let first = try await Self.rotate(box)
            #expect(first.removedTerms.isEmpty)
            #expect(first.kept == [.init(term: 1, reason: "snapshot \(snapshot) needs it")])
            #expect(try Self.fileTerms(box) == [1, 2])
            #expect(try await box.verifyLatest().problems.isEmpty)
            for _ in 1...6 {
                box.clock.advance(by: .days(1))
                try await box.backup()
            }
            #expect(try Self.fileTerms(box) == [2])
            let second = try await Self.rotate(box)
            #expect(second.removedTerms.isEmpty)
            #expect(second.kept.map(\.term) == [2])
            #expect(try Self.fileTerms(box) == [2, 3])
        }
    }

    @Test func `an interrupted rotation leaves every key openable and goes on`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await Self.addSafes(3500, to: box.vault)
            let stopper = Stopper()
            let vault = box.vault
            let task = Task { try await vault.rotateKeys(by: TemporaryVault.staff, progress: stopper) }
            stopper.watch(task)
            await #expect(throws: CancellationError.self) { try await task.value }
            let half = try await Self.terms(box)
            #expect((half[1] ?? 0) > 0 && (half[2] ?? 0) > 0)
            #expect(try await Self.openAll(box.vault) == 3500)
            try await box.restart()
            #expect(try await Self.openAll(box.vault) == 3500)
            let resumed = try #require(try await box.vault.resumeRotation())
            #expect(resumed.resumed && resumed.term == 2)
            #expect(try await Self.terms(box) == [2: 3504])
            #expect(try await Self.openAll(box.vault) == 3500)
            #expect(try await box.vault.resumeRotation() == nil)
        }
    }

    @Test func `a command after an interrupted rotation ends that one and still makes a new key`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await Self.addSafes(2500, to: box.vault)
            let stopper = Stopper()
            let vault = box.vault
            let task = Task { try await vault.rotateKeys(by: TemporaryVault.staff, progress: stopper) }
            stopper.watch(task)
            _ = await task.result
            let summary = try await Self.rotate(box)
            #expect(summary.resumed && summary.term == 3)
            #expect(try await Self.terms(box) == [3: 2504])
        }
    }

    @Test func `a stop after the key file was saved does not keep the store from opening`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let file = try KeyFile.load(path: box.settings.keys.file, placement: .anywhere)
            try file.adding(now: box.clock.now()).save(to: box.settings.keys.file)
            try await box.restart()
            #expect(try await box.vault.resumeRotation()?.term == 2)
            #expect(try await Self.terms(box) == [2: 4])
        }
    }

    @Test func `a key file that was saved but not told to the catalog is taken up`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let file = try KeyFile.load(path: box.settings.keys.file, placement: .anywhere)
            try file.adding(now: box.clock.now()).save(to: box.settings.keys.file)
            #expect(try await Self.rotate(box).term == 2)
            #expect(try Self.fileTerms(box) == [2])
        }
    }

    @Test func `a key file that was exchanged is refused and nothing changes`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try FileManager.default.removeItem(atPath: box.settings.keys.file)
            _ = try KeyFile.create(path: box.settings.keys.file, placement: .anywhere, now: box.clock.now())
            await #expect(throws: VaultFailure(.keyFileForeign)) { try await Self.rotate(box) }
            #expect(try await Self.terms(box) == [1: 4])
        }
    }

    @Test func `deposits and sign-ins go on during a rotation`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await Self.addSafes(3000, to: box.vault)
            let papers = try await withThrowingTaskGroup(of: Void.self, returning: [DocumentID].self) { group in
                group.addTask { _ = try await Self.rotate(box) }
                var papers: [DocumentID] = []
                for number in 1...8 {
                    papers.append(try await box.deposit(TestPaper.text(bytes: 1000 + number), by: awa).id)
                    _ = try await box.signIn("awa")
                    _ = try await box.beneficiary("person.\(number)")
                }
                try await group.waitForAll()
                return papers
            }
            _ = try await Self.rotate(box)
            #expect(try await Self.openAll(box.vault) == 3009)
            for (number, paper) in papers.enumerated() {
                #expect(try await box.content(of: paper, by: awa) == TestPaper.text(bytes: 1001 + number))
            }
        }
    }

    @Test func `two rotations at once are refused`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let pass = try box.vault.gate.enter(.rotation)
            await #expect(throws: VaultFailure(.operationRunning)) { try await Self.rotate(box) }
            withExtendedLifetime(pass) {}
        }
    }

    @Test func `no term goes while a backup runs`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let pass = try box.vault.gate.enter(.backup)
            #expect(try await Self.rotate(box).kept == [.init(term: 1, reason: "a backup is running")])
            withExtendedLifetime(pass) {}
            #expect(try Self.fileTerms(box) == [1, 2])
        }
    }

    @Test func `the oldest terms go up to the first that something needs`() {
        let needs = SnapshotNeeds(terms: [3: "s"])
        let outcome = TermRetirement.plan(terms: [1, 2, 3, 4, 5], rows: [5: 10], snapshots: needs)
        #expect(outcome.removed == [1, 2])
        #expect(outcome.kept.map(\.term) == [3, 4])
        #expect(outcome.kept.map(\.reason) == ["snapshot s needs it", "term 3 is older and stays"])
    }

    @Test func `a disk of snapshots that is not there lets no key go`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            _ = try await box.backup()
            let folder = box.vault.settings.snapshotFolder
            try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let rotation = try await Self.rotate(box)
            #expect(rotation.removedTerms.isEmpty)
            #expect(box.vault.keys.keyring.terms == [1, 2])
        }
    }

    @Test func `no term goes while a snapshot cannot be read`() {
        let outcome = TermRetirement.plan(terms: [1, 2], rows: [2: 4], snapshots: SnapshotNeeds(unreadable: "s"))
        #expect(outcome.removed.isEmpty)
    }
}
