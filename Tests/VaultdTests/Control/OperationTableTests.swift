import ControlAPI
import Engine
import Logging
import Testing

@testable import vaultd

@Suite struct OperationTableTests {
    private let done = OperationResult(status: .succeeded, exit: .success)

    /// Runs `body` beside a running table, and stops the table behind it.
    private func withTable<Value: Sendable>(_ body: (OperationTable) async throws -> Value) async throws -> Value {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let table = OperationTable(clock: ManualClock(Moment(seconds: 1_795_000_000)), logger: logger)
        async let running: Void = table.run()
        do {
            let value = try await body(table)
            table.stop()
            await running
            return value
        } catch {
            table.stop()
            await running
            throw error
        }
    }

    private func events(_ follower: OperationFollower) async -> [OperationEvent.Content] {
        var all: [OperationEvent.Content] = []
        for await event in follower.events { all.append(event.content) }
        return all
    }

    @Test func `two followers see the same end, and a third that comes later sees it too`() async throws {
        try await withTable { table in
            let (go, continue_) = AsyncStream<Void>.makeStream()
            let report = try table.start(.backup, by: .schedule) { voice in
                for await _ in go { break }
                voice.report(JobProgress(phase: "documents", done: 1, total: 1, unit: "documents"))
                voice.warn("careful")
                return done
            }
            let record = try table.record(report.id)
            let first = record.follow()
            let second = record.follow()
            continue_.yield()
            let progress = OperationProgress(phase: "documents", done: 1, total: 1, unit: "documents")
            let expected: [OperationEvent.Content] = [.progress(progress), .warning("careful"), .result(done)]
            #expect(await events(first) == expected)
            #expect(await events(second) == expected)
            #expect(await events(record.follow()) == [.warning("careful"), .result(done)])
        }
    }

    @Test func `an operation goes on when its follower leaves`() async throws {
        try await withTable { table in
            let (go, continue_) = AsyncStream<Void>.makeStream()
            let report = try table.start(.backup, by: .schedule) { _ in
                for await _ in go { break }
                return done
            }
            let record = try table.record(report.id)
            record.follow().leave()
            continue_.yield()
            #expect(await events(record.follow()) == [.result(done)])
            #expect(record.report.state == .succeeded)
        }
    }

    @Test func `one of a kind runs at a time`() async throws {
        try await withTable { table in
            let (go, continue_) = AsyncStream<Void>.makeStream()
            let report = try table.start(.backup, by: .schedule) { _ in
                for await _ in go { break }
                return done
            }
            #expect(throws: VaultFailure(.operationRunning)) { try table.start(.backup, by: .schedule) { _ in done } }
            _ = try table.start(.purge, by: .schedule) { _ in done }
            continue_.yield()
            _ = await events(try table.record(report.id).follow())
            _ = try table.start(.backup, by: .schedule) { _ in done }
        }
    }

    @Test func `a cancelled operation is given time to tidy up`() async throws {
        try await withTable { table in
            let (began, begin) = AsyncStream<Void>.makeStream()
            let report = try table.start(.backup, by: .schedule) { voice in
                begin.yield()
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never { break }
                voice.warn("tidied up")
                throw CancellationError()
            }
            for await _ in began { break }
            let record = try table.record(report.id)
            let follower = record.follow()
            #expect(record.cancel())
            let end = OperationResult(status: .cancelled, exit: .failed)
            #expect(await events(follower) == [.warning("tidied up"), .result(end)])
            #expect(!record.cancel())
        }
    }

    @Test func `what was done before the wish to stop came is done`() async throws {
        try await withTable { table in
            let (began, begin) = AsyncStream<Void>.makeStream()
            let report = try table.start(.backup, by: .schedule) { _ in
                begin.yield()
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never { break }
                return done
            }
            for await _ in began { break }
            let record = try table.record(report.id)
            record.cancel()
            #expect(await events(record.follow()) == [.result(done)])
        }
    }

    @Test func `what cannot be cancelled goes on`() async throws {
        try await withTable { table in
            let (go, continue_) = AsyncStream<Void>.makeStream()
            let report = try table.start(.keyRotation, by: .schedule, canCancel: false) { _ in
                for await _ in go { break }
                return done
            }
            let record = try table.record(report.id)
            #expect(!record.cancel())
            continue_.yield()
            #expect(await events(record.follow()) == [.result(done)])
        }
    }

    @Test func `a failure keeps its name and its exit code`() async throws {
        try await withTable { table in
            let report = try table.start(.backup, by: .schedule) { _ in throw VaultFailure(.diskFull, ["path": "/x"]) }
            let record = try table.record(report.id)
            _ = await events(record.follow())
            #expect(record.report.state == .failed)
            #expect(record.report.result?.error?.code == "diskFull")
            #expect(record.report.result?.exit == .failed)
        }
    }

    @Test func `a follower that does not read loses old progress and never the result`() async throws {
        try await withTable { table in
            let (go, continue_) = AsyncStream<Void>.makeStream()
            let report = try table.start(.backup, by: .schedule) { voice in
                for await _ in go { break }
                for number in 0..<5000 {
                    voice.report(JobProgress(phase: "phase \(number)", done: number, total: nil, unit: "steps"))
                }
                return done
            }
            let record = try table.record(report.id)
            let lazy = record.follow()
            continue_.yield()
            _ = await events(record.follow())
            let seen = await events(lazy)
            #expect(seen.count == OperationRecord.followerBuffer)
            #expect(seen.last == .result(done))
        }
    }

    @Test func `a stopping table refuses new work and knows no foreign id`() async throws {
        try await withTable { table in
            #expect(throws: VaultFailure(.operationUnknown)) { try table.record("0") }
            table.stop()
            #expect(throws: VaultFailure(.stopping)) { try table.start(.purge, by: .schedule) { _ in done } }
        }
    }

    @Test func `the one who asked is named with what they claim`() {
        let actor = Actor.operator(OperatorIdentity(user: 0, group: 0, process: 7, claimed: "amira"))
        #expect(actor.controlName == "uid 0 (claims amira)")
    }
}
