import Dispatch
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Changes of several callers in one commit.
struct SharedCommitTests {
    private struct Refused: Error {}

    private final class Gate: Sendable {
        private let opened = DispatchSemaphore(value: 0)
        private let held = Atomic(false)

        var isHeld: Bool { held.load(ordering: .acquiring) }

        func hold() {
            held.store(true, ordering: .releasing)
            opened.wait()
        }

        func open() { opened.signal() }
    }

    /// A catalog with a table of notes, the commits of which wait while `body` asks for more.
    private static func with(_ changes: [@Sendable (Database) throws -> Void]) async throws
        -> (results: [Result<Void, any Error>], notes: Set<Int>, commits: UInt64)
    {
        try await TemporaryVault.with(.withoutScanner) { box in
            let catalog = box.vault.catalog
            try await catalog.write { try $0.execute(sql: "CREATE TABLE note (number INTEGER, content BLOB)") }
            let before = catalog.revision
            let gate = Gate()
            // On the thread of the catalog, so no task stands still for it.
            let first = Task { try await catalog.writeOffBallastTogether { _ in gate.hold() } }
            while !gate.isHeld { await Task.yield() }
            let rest = changes.enumerated().map { index, change in
                Task {
                    while catalog.shared.waiting < index { await Task.yield() }
                    do { return Result<Void, any Error>.success(try await catalog.writeOffBallastTogether(change)) } catch {
                        return .failure(error)
                    }
                }
            }
            while catalog.shared.waiting < changes.count { await Task.yield() }
            gate.open()
            try await first.value
            var results: [Result<Void, any Error>] = []
            for one in rest { results.append(await one.value) }
            let notes = try await catalog.read { try Int.fetchSet($0, sql: "SELECT number FROM note") }
            return (results, notes, catalog.revision - before)
        }
    }

    private static func note(_ number: Int, bytes: Int = 1) -> @Sendable (Database) throws -> Void {
        { try $0.execute(sql: "INSERT INTO note VALUES (?, zeroblob(?))", arguments: [number, bytes]) }
    }

    @Test func `what comes while a commit is on its way goes into the next one together`() async throws {
        let done = try await Self.with((1...8).map { Self.note($0) })
        #expect(done.notes == Set(1...8))
        // The one that the others waited for, and theirs.
        #expect(done.commits == 2)
    }

    @Test func `a change that fails leaves nothing of itself, and the others hold`() async throws {
        let done = try await Self.with([
            Self.note(1),
            { database in
                try Self.note(2)(database)
                throw Refused()
            },
            Self.note(3),
        ])
        #expect(done.notes == [1, 3])
        #expect(throws: Refused.self) { try done.results[1].get() }
        try done.results[0].get()
        try done.results[2].get()
    }

    @Test func `one that finds no room is told, and the others hold`() async throws {
        let done = try await Self.with([
            Self.note(1),
            { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                try database.execute(sql: "PRAGMA max_page_count = \(pages + 50)")
                try Self.note(2, bytes: 10 << 20)(database)
            },
            Self.note(3),
        ])
        #expect(done.notes == [1, 3])
        #expect(throws: VaultFailure(.diskFull)) { try done.results[1].get() }
        try done.results[0].get()
        try done.results[2].get()
    }
}
