import Foundation
import TestSupport
import Testing

@testable import Engine

/// Each way in which a snapshot can be damaged is found, and the file is named.
@Suite struct SnapshotDamageTests {
    /// A vault with three documents and one snapshot.
    private static func withSnapshot(
        _ body: (TemporaryVault, SnapshotFiles, _ snapshot: String, _ pool: [String]) async throws -> Void
    ) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for number in 1...3 { try await box.deposit(TestPaper.text(bytes: 1000 * number), by: awa) }
            let summary = try await box.backup()
            let files = SnapshotFiles(box)
            try await body(box, files, summary.id, try files.pool())
        }
    }

    private static func problems(_ box: TemporaryVault) async throws -> [SnapshotProblem] {
        try await box.verifyLatest().problems
    }

    @Test func `an altered document is named`() async throws {
        try await Self.withSnapshot { box, files, _, pool in
            try files.change(pool[1]) { $0[500] ^= 1 }
            #expect(try await Self.problems(box) == [SnapshotProblem(file: pool[1], kind: .altered)])
        }
    }

    @Test func `a missing document is named`() async throws {
        try await Self.withSnapshot { box, files, _, pool in
            try files.remove(pool[0])
            #expect(try await Self.problems(box) == [SnapshotProblem(file: pool[0], kind: .missing)])
        }
    }

    @Test func `a document that was cut off is named`() async throws {
        try await Self.withSnapshot { box, files, _, pool in
            try files.change(pool[2]) { $0.removeLast() }
            #expect(try await Self.problems(box) == [SnapshotProblem(file: pool[2], kind: .truncated)])
        }
    }

    @Test func `a document that became longer is named`() async throws {
        try await Self.withSnapshot { box, files, _, pool in
            try files.change(pool[2]) { $0.append(0) }
            #expect(try await Self.problems(box) == [SnapshotProblem(file: pool[2], kind: .extended)])
        }
    }

    @Test func `two documents of one length that were swapped are both named`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            for _ in 1...2 { try await box.deposit(TestPaper.text(bytes: 1000), by: awa) }
            try await box.backup()
            let files = SnapshotFiles(box)
            let pool = try files.pool()
            let (first, second) = (try files.read(pool[0]), try files.read(pool[1]))
            try files.replace(pool[0], with: second)
            try files.replace(pool[1], with: first)
            #expect(try await Self.problems(box) == pool.map { SnapshotProblem(file: $0, kind: .altered) })
        }
    }

    @Test func `a stranger in the snapshot's folder is named`() async throws {
        try await Self.withSnapshot { box, files, id, _ in
            try files.replace("\(id)/notes.txt", with: [1])
            #expect(try await Self.problems(box) == [SnapshotProblem(file: "\(id)/notes.txt", kind: .extra)])
        }
    }

    @Test(arguments: ["catalog.sealed", "settings.sealed", "MANIFEST.sha256"])
    func `an altered file of its own is named`(name: String) async throws {
        try await Self.withSnapshot { box, files, id, _ in
            try files.change("\(id)/\(name)") { $0[$0.count / 2] ^= 1 }
            #expect(try await Self.problems(box) == [SnapshotProblem(file: "\(id)/\(name)", kind: .altered)])
        }
    }

    @Test(arguments: ["catalog.sealed", "settings.sealed", "MANIFEST.sha256"])
    func `a missing file of its own is named`(name: String) async throws {
        try await Self.withSnapshot { box, files, id, _ in
            try files.remove("\(id)/\(name)")
            #expect(try await Self.problems(box) == [SnapshotProblem(file: "\(id)/\(name)", kind: .missing)])
        }
    }

    @Test func `a catalog from another snapshot is named`() async throws {
        try await Self.withSnapshot { box, files, first, _ in
            box.clock.advance(by: .days(1))
            let second = try await box.backup().id
            try files.replace("\(second)/catalog.sealed", with: files.read("\(first)/catalog.sealed"))
            let found = try await Self.problems(box)
            #expect(found.map(\.file) == ["\(second)/catalog.sealed"])
        }
    }

    @Test func `an altered manifest is refused by name`() async throws {
        try await Self.withSnapshot { box, files, id, _ in
            try files.change("\(id)/MANIFEST") { $0[$0.count / 2] ^= 1 }
            await #expect(throws: VaultFailure(.snapshotDamaged)) {
                try await box.vault.verifySnapshot(.named(id), by: TemporaryVault.staff)
            }
            let listed = try await box.vault.snapshots(by: TemporaryVault.staff)
            #expect(listed.map(\.id) == [id])
            #expect(listed.first?.problems.count == 1)
        }
    }

    @Test func `a manifest with one document taken out is refused although its digest fits`() async throws {
        try await Self.withSnapshot { box, files, id, _ in
            var lines = String(decoding: try files.read("\(id)/MANIFEST"), as: UTF8.self).split(separator: "\n")
            let first = try #require(lines.firstIndex { $0.hasPrefix("document") })
            lines.remove(at: first)
            let forged = lines.joined(separator: "\n").replacing("end 3", with: "end 2") + "\n"
            try files.replace("\(id)/MANIFEST", with: Array(forged.utf8))
            await #expect(throws: VaultFailure(.snapshotDamaged)) {
                try await box.vault.verifySnapshot(.named(id), by: TemporaryVault.staff)
            }
        }
    }

    @Test(arguments: ["2026-01-01T000000Z-aaaa", "../../etc", ""])
    func `a snapshot that is not there is unknown`(name: String) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            await #expect(throws: VaultFailure(.snapshotUnknown)) {
                try await box.vault.verifySnapshot(.named(name), by: TemporaryVault.staff)
            }
        }
    }

    @Test func `a snapshot of another store is foreign and is never removed`() async throws {
        try await TemporaryVault.with(.withoutScanner) { other in
            let id = try await other.backup().id
            try await TemporaryVault.with(.withoutScanner) { box in
                let files = SnapshotFiles(box)
                try FileManager.default.copyItem(atPath: SnapshotFiles(other).path(id), toPath: files.path(id))
                await #expect(throws: VaultFailure(.snapshotForeign)) {
                    try await box.vault.verifySnapshot(.named(id), by: TemporaryVault.staff)
                }
                for _ in 1...7 {
                    try await box.backup()
                    box.clock.advance(by: .days(1))
                }
                #expect(files.exists(id))
                #expect(try files.names().count == 6)
            }
        }
    }

    @Test func `after damage the next snapshot heals the pool from the store`() async throws {
        try await Self.withSnapshot { box, files, _, pool in
            try files.change(pool[1]) { $0[500] ^= 1 }
            try files.remove(pool[0])
            #expect(try await Self.problems(box).count == 2)
            box.clock.advance(by: .days(1))
            let healed = try await box.backup()
            #expect(healed.documents == 3 && healed.warnings.isEmpty)
            #expect(try await Self.problems(box).isEmpty)
            for file in pool { #expect(try files.read(file) == Self.stored(file, box)) }
        }
    }

    @Test func `damage that the store has as well is told each night and never recorded as whole`() async throws {
        try await Self.withSnapshot { box, files, _, pool in
            // Pool and store are two names of one file: what the disk loses of it, both lose.
            let file = try FileHandle(forUpdating: URL(filePath: files.path(pool[1])))
            let byte = try #require(try files.read(pool[1])[500...].first)
            try file.seek(toOffset: 500)
            try file.write(contentsOf: [byte ^ 1])
            try file.close()
            #expect(try await Self.problems(box) == [SnapshotProblem(file: pool[1], kind: .altered)])
            for _ in 1...8 {
                box.clock.advance(by: .days(1))
                let next = try await box.backup()
                #expect(next.documents == 2 && next.warnings.count == 1)
            }
            #expect(try await box.vault.status(by: TemporaryVault.staff).health.level > .healthy)
        }
    }

    @Test func `a document that the disk does not give back keeps no other from being backed up`() async throws {
        try await Self.withSnapshot { box, files, _, pool in
            try files.remove(pool[1])
            let blob = box.settings.blobFolder + pool[1].dropFirst("pool".count)
            try FileManager.default.removeItem(atPath: blob)
            // Reading it fails as a bad sector does.
            try FileManager.default.createSymbolicLink(atPath: blob, withDestinationPath: "/nowhere")
            #expect(try await Self.problems(box).count == 1)
            box.clock.advance(by: .days(1))
            let next = try await box.backup()
            #expect(next.documents == 2 && next.warnings.count == 1)
        }
    }

    private static func stored(_ poolFile: String, _ box: TemporaryVault) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: box.settings.blobFolder + poolFile.dropFirst("pool".count))))
    }

    @Test func `a damaged snapshot no longer counts and latest means the last good one`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            try await box.deposit(TestPaper.text(bytes: 1000), by: awa)
            let first = try await box.backup().id
            box.clock.advance(by: .days(1))
            let second = try await box.backup().id
            let files = SnapshotFiles(box)
            try files.change("\(second)/catalog.sealed") { $0[200] ^= 1 }
            #expect(try await box.verifyLatest().id == second)
            #expect(try await box.verifyLatest().id == first)
        }
    }
}
