import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct StrangeSnapshotTests {
    private static let stranger = "2026-01-01T000000Z-aaaa"

    /// Lays a copy of a snapshot's manifest beside it, under another name and altered.
    private static func plant(_ box: TemporaryVault, _ id: String, _ alter: (String) -> String) throws {
        let files = SnapshotFiles(box)
        let text = String(decoding: try files.read("\(id)/MANIFEST"), as: UTF8.self)
        try FileManager.default.createDirectory(atPath: files.path(stranger), withIntermediateDirectories: true)
        try files.replace(
            "\(stranger)/MANIFEST", with: Array(alter(text.replacing("id \(id)", with: "id \(stranger)")).utf8))
    }

    @Test func `a stranger's sequence number does not spoil the next snapshot`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let first = try await box.backup()
            try Self.plant(box, first.id) { $0.replacing("sequence 1\n", with: "sequence 999999999999999999\n") }
            let second = try await box.backup()
            #expect(second.sequence == 2)
            #expect(try await box.verifyLatest().id == second.id)
        }
    }

    @Test func `absurd sizes in a forged manifest are listed and do no harm`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let first = try await box.backup()
            let line =
                "document \(String(repeating: "a", count: 32)) 999999999999999999 \(String(repeating: "b", count: 64))\n"
            try Self.plant(box, first.id) { $0.replacing("end 0\n", with: String(repeating: line, count: 10) + "end 10\n") }
            let listed = try await box.vault.snapshots(by: TemporaryVault.staff)
            #expect(listed.count == 2)
            #expect(listed.first { $0.id == Self.stranger }?.problems.isEmpty == false)
        }
    }

    @Test func `a manifest that cannot be opened does not end the backups`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let files = SnapshotFiles(box)
            let first = try await box.backup()
            try files.remove("\(first.id)/MANIFEST")
            // Opening follows no links, so this is a failure of the disk to whoever reads it.
            try FileManager.default.createSymbolicLink(
                atPath: files.path("\(first.id)/MANIFEST"), withDestinationPath: "/dev/null")
            let second = try await box.backup()
            #expect(try await box.verifyLatest().id == second.id)
            #expect(try await box.vault.snapshots(by: TemporaryVault.staff).count == 2)
        }
    }
}
