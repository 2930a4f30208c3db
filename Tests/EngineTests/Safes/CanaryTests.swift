import Foundation
import Testing
import TestSupport

@testable import Engine

/// Nothing personal lies in clear anywhere under the state folder (SEC-01, SEC-02, DOC-12).
struct CanaryTests {
    private static let words = [
        "kalistrate", "Wilhelmine", "Quentzbourg", "0694837261", "+33694837261", "1957-11-23", "zibeline@exemple.test",
        "Attestation-Zarathoustra", "scan-Popocatepetl", "Rascasse-Ornithorynque", "Kaleidoskop 77 Werkstatt",
        "198.51.100.201", "Association Hippocampe",
    ]

    @Test func `no known word is found in any byte of the state folder, WAL included`() async throws {
        try await TemporaryVault.with { box in
            let staff = TemporaryVault.staff
            let structure = try await box.vault.addStructure(named: "Association Hippocampe", by: staff)
            var new = NewBeneficiary(
                loginName: "kalistrate", firstName: "Wilhelmine", lastName: "Quentzbourg",
                password: .chosen(SecretText("Kaleidoskop 77 Werkstatt")))
            new.phone = "06 94 83 72 61"
            new.birthDate = "1957-11-23"
            new.email = "Zibeline@exemple.test"
            new.structure = structure
            let account = try await box.vault.addBeneficiary(new, by: staff)
            let source = RequestSource(address: "198.51.100.201")
            let opened = try await box.signIn("kalistrate", "Kaleidoskop 77 Werkstatt", from: source)
            let person = TestPerson(account: account, password: "", opened: opened)
            let text = Array(String(repeating: "Rascasse-Ornithorynque\n", count: 9000).utf8)
            let kept = try await box.deposit(text, as: "scan-Popocatepetl.txt", by: person)
            try await box.vault.renameDocument(kept.id, to: "Attestation-Zarathoustra", by: person.actor)
            #expect(try await box.content(of: kept.id, by: person) == text)
            #expect(try findings(in: box.settings.state) == [])
            try await box.vault.catalog.checkpoint()
            #expect(try findings(in: box.settings.state) == [])
            // The search itself works: in the folder of signatures it finds what is there.
            #expect(try findings(in: box.settings.scanner.databases, words: ["Vaultd.Test"]).count == 1)
        }
    }

    private func findings(in folder: String, words: [String] = words) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        #expect(!names.isEmpty)
        return try names.flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                return []
            }
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return words.filter { data.range(of: Data($0.utf8)) != nil }.map { "\($0) in \(name)" }
        }
    }
}
