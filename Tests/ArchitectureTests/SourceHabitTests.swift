import Foundation
import Testing

@Suite struct SourceHabitTests {
    @Test func `no source file is longer than four hundred lines`() throws {
        let long = try (SourceTree.swiftFiles("Sources") + SourceTree.swiftFiles("Tests")).filter { $0.lines.count > 400 }
        #expect(long.isEmpty, "\(long)")
    }

    @Test func `what the compiler cannot prove safe has its proof beside it`() throws {
        for file in try SourceTree.swiftFiles("Sources") {
            for (number, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let before = file.lines[max(0, number - 4)..<number]
                let isProved = before.contains { $0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
                #expect(isProved || line.contains("//"), "\(file.path):\(number + 1)")
            }
        }
    }

    @Test func `nothing is forced on outside data`() throws {
        let forbidden = ["try!", "as!", "fatalError("]
        let offenders = try SourceTree.swiftFiles("Sources").flatMap { file in
            file.lines.enumerated()
                .filter { line in forbidden.contains { line.element.contains($0) } }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test func `no test sleeps, but for the one loop that waits for a condition`() throws {
        let exempt = ["Tests/VaultdTests/Server/Eventually.swift", "Tests/ArchitectureTests/SourceHabitTests.swift"]
        let tests = try SourceTree.swiftFiles("Tests").filter { !exempt.contains($0.path) }
        let offenders = tests.filter { $0.text.contains("Task.sleep") || $0.text.contains("Thread.sleep") }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test func `the test virus stands in no file of the repository`() throws {
        let signature = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS"].joined()
        let offenders = try (SourceTree.swiftFiles("Sources") + SourceTree.swiftFiles("Tests")).filter {
            $0.text.contains(signature)
        }
        #expect(offenders.isEmpty, "\(offenders)")
    }
}
