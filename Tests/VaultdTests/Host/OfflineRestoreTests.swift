import ControlAPI
import Engine
import Foundation
import TestSupport
import Testing

/// What an operator sees of a restore: `vaultctl restore`, which becomes `vaultd --restore`.
struct OfflineRestoreTests {
    /// Runs it on another machine with the key file of `box`.
    private static func restore(_ box: TemporaryVault, _ arguments: String...) async throws -> ToolRun {
        let settings = box.folder + "/elsewhere.yaml"
        try "state: \(box.folder)/elsewhere\nkeys:\n  file: \(box.settings.keys.file)\n"
            .write(toFile: settings, atomically: true, encoding: .utf8)
        return try await ToolRun.built(
            "vaultctl",
            ["restore", "--from", box.settings.snapshotFolder, "--config", settings, "--socket", box.folder + "/none.sock"]
                + arguments)
    }

    @Test func `a snapshot that is not there ends with 4 and says where to look`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let run = try await Self.restore(box, "2026-01-01T000000Z-aaaa")
            #expect(run.exit == 4)
            #expect(run.errors.contains("hint: ls \(box.settings.snapshotFolder)"))
        }
    }

    @Test func `settings that cannot be read are told in the words of the system`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let run = try await ToolRun.built("vaultd", ["--check-config", box.folder])
            #expect(run.exit == 78)
            #expect(run.errors == "vaultd: \(box.folder): it cannot be read\nvaultd: because: Is a directory\n")
        }
    }

    @Test func `a folder without any snapshot is told as such`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let run = try await Self.restore(box)
            #expect(run.exit == 4)
            #expect(run.errors.contains("There is no snapshot here."))
        }
    }

    @Test func `a question that nobody can answer names no option that there is not`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let run = try await Self.restore(box, "--bring-back-erased")
            #expect(run.exit == 7)
            #expect(run.errors.contains("--yes") && !run.errors.contains("--dry-run"))
        }
    }

    @Test func `a damaged one ends with 6, as JSON where that is asked for`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let snapshot = try await box.vault.backup(by: TemporaryVault.staff).id
            try Data([1]).write(to: URL(filePath: "\(box.settings.snapshotFolder)/\(snapshot)/MANIFEST"))
            let run = try await Self.restore(box, snapshot, "--json")
            #expect(run.exit == 6 && run.output.isEmpty)
            let error = try ControlJSON.decode(ErrorEnvelope.self, from: Array(run.errors.utf8)).error
            #expect(error.code == "snapshotDamaged")
        }
    }

    @Test func `what is back is one JSON document, and 3 says that a document is not`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let papers = [
                try await box.deposit(TestPaper.text(bytes: 900), by: awa),
                try await box.deposit(TestPaper.text(bytes: 800), by: awa),
            ]
            let snapshot = try await box.vault.backup(by: TemporaryVault.staff).id
            let bad = papers[0].id.text
            try FileManager.default.removeItem(atPath: "\(box.settings.snapshotFolder)/pool/\(bad.prefix(2))/\(bad)")
            let run = try await Self.restore(box, "--json")
            #expect(run.exit == 3, "\(run.errors)")
            let report = try ControlJSON.decode(RestoreReport.self, from: Array(run.output.utf8))
            #expect(report.snapshot == snapshot && report.documents == 1)
            #expect(report.damaged == ["pool/\(bad.prefix(2))/\(bad) is missing"])
        }
    }
}
