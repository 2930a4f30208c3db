import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// What a backup leaves and where it works, and which keys it takes.
@Suite struct BackupScratchTests {
    /// Does something when a phase begins.
    private struct AtPhase: ProgressSink {
        let phase: String
        let act: @Sendable () -> Void

        func report(_ progress: JobProgress) {
            if progress.phase == phase, progress.done == 0 { act() }
        }
    }

    /// Looks what lies in the folder of snapshots, over and over from the beginning of the copy until the documents,
    /// before which the copy is removed.
    private final class LookWhileCopying: ProgressSink {
        private let files: SnapshotFiles
        private let isOver = Atomic(false)
        private let (looks, done) = AsyncStream<Set<String>>.makeStream()

        init(_ files: SnapshotFiles) { self.files = files }

        func report(_ progress: JobProgress) {
            if progress.phase == "documents" { isOver.store(true, ordering: .releasing) }
            guard progress.phase == "catalog", progress.done == 0 else { return }
            Thread.detachNewThread { [self] in
                var seen: Set<String> = []
                repeat { seen.formUnion((try? files.all()) ?? []) } while !isOver.load(ordering: .acquiring)
                done.yield(seen)
                done.finish()
            }
        }

        func names() async -> Set<String> { await looks.first { _ in true } ?? [] }
    }

    /// How a rotation ended.
    private final class Outcome: Sendable {
        let of = Mutex<Result<RotationSummary, any Error>?>(nil)
    }

    /// Runs a task where it may block: the pool of Swift's tasks is only as wide as the machine.
    private final class OwnThread: TaskExecutor {
        private let queue = DispatchQueue(label: "backup under test")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    private static func leftovers(_ box: TemporaryVault) throws -> [String] {
        let names = try SnapshotFiles(box).names().filter { $0.hasPrefix(".") }
        return try names + Files.names(in: box.settings.scratchFolder)
    }

    @Test func `a rotation between the beginning of a backup and its copy does not fail it`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let paper = try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            let vault = box.vault
            let outcome = Outcome()
            let rotation = AtPhase(phase: "catalog") {
                let done = DispatchSemaphore(value: 0)
                Task.detached {
                    defer { done.signal() }
                    do {
                        let summary = try await vault.rotateKeys(by: TemporaryVault.staff)
                        outcome.of.withLock { $0 = .success(summary) }
                    } catch {
                        outcome.of.withLock { $0 = .failure(error) }
                    }
                }
                done.wait()
            }
            _ = try await withTaskExecutorPreference(OwnThread()) {
                try await vault.backup(by: TemporaryVault.staff, progress: rotation)
            }
            _ = try #require(try outcome.of.withLock { $0 }?.get())
            #expect(vault.keys.keyring.current == 2)
            #expect(try await box.verifyLatest().problems.isEmpty)
            var settings = box.settings
            settings.state = box.folder + "/elsewhere"
            let restore = Restore(
                snapshotFolder: box.settings.snapshotFolder, choice: .latest, settings: settings,
                keyFile: try KeyFile.load(path: settings.keys.file, placement: .anywhere), clock: box.clock)
            #expect(try await restore.run(by: TemporaryVault.staff).documents == 1)
            #expect(try await box.content(of: paper.id, by: awa).count == 2000)
        }
    }

    @Test func `the copy of the catalog never lies where a site pulls snapshots from`() async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.backups.folder = $0.state + "-snapshots" }) { box in
            let look = LookWhileCopying(SnapshotFiles(box))
            _ = try await box.vault.backup(by: TemporaryVault.staff, progress: look)
            let folder = box.vault.snapshotFolder
            let writing = SnapshotWriting(
                id: SnapshotID(at: box.clock.now()), folder: folder, scratch: box.settings.scratchFolder + "/x",
                blobs: box.vault.blobs, key: try .random(count: 32))
            #expect(!writing.copy.hasPrefix(folder.path))
            let names = await look.names()
            #expect(!names.isEmpty && !names.contains { $0.hasSuffix("catalog.copy") })
            #expect(try Self.leftovers(box) == [])
        }
    }

    @Test(arguments: ["catalog", "documents", "publish"])
    func `a backup that is cancelled leaves nothing behind`(phase: String) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            let vault = box.vault
            let cancel = AtPhase(phase: phase) { withUnsafeCurrentTask { $0?.cancel() } }
            let backup = Task { try await vault.backup(by: TemporaryVault.staff, progress: cancel) }
            await #expect(throws: (any Error).self) { _ = try await backup.value }
            #expect(try Self.leftovers(box) == [])
            #expect(try SnapshotFiles(box).all().isEmpty)
            #expect(try await box.backup().documents == 1)
        }
    }

    @Test(.enabled(if: getuid() == 0, "mounting needs root"))
    func `a folder of snapshots that is mounted read-only can be restored from`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 2000), by: awa)
            try await box.backup()
            let mounted = box.folder + "/read-only"
            try FileManager.default.createDirectory(atPath: mounted, withIntermediateDirectories: true)
            var settings = box.settings
            settings.state = box.folder + "/elsewhere"
            let restore = Restore(
                snapshotFolder: mounted, choice: .latest, settings: settings,
                keyFile: try KeyFile.load(path: settings.keys.file, placement: .anywhere), clock: box.clock)
            try await ToolRun.checked("/bin/mount", "--bind", box.settings.snapshotFolder, mounted)
            do {
                try await ToolRun.checked("/bin/mount", "-o", "remount,ro,bind", mounted)
                #expect(try await restore.run(by: TemporaryVault.staff).documents == 1)
            } catch {
                _ = try? await ToolRun.checked("/bin/umount", "-l", mounted)
                throw error
            }
            try await ToolRun.checked("/bin/umount", "-l", mounted)
            #expect(
                try Files.names(in: settings.state).sorted() == ["backups", "blobs", "catalog.sqlite", "tls", "vaultd.lock"])
        }
    }
}
