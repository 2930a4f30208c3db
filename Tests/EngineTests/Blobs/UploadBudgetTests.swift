import Testing

@testable import Engine

struct UploadBudgetTests {
    private static let mebibyte = 1024 * 1024

    @Test func `two uploads that could block each other are not both let grow`() {
        var claims = UploadClaims(capacity: 100)
        let first = claims.admit(most: 60)
        let second = claims.admit(most: 60)
        let steps = [(first, 50), (second, 45), (second, 40), (second, 41), (first, 60)].map { claims.grow($0, to: $1) }
        #expect(steps == [true, false, true, false, true])
        claims.release(first)
        let last = claims.grow(second, to: 60)
        #expect(last)
        #expect(claims.held == 60)
    }

    @Test func `an upload that may be larger than the memory is held to the memory`() {
        var claims = UploadClaims(capacity: 100)
        let ticket = claims.admit(most: 1000)
        #expect(claims.most(of: ticket) == 100)
        let steps = [101, 100].map { claims.grow(ticket, to: $0) }
        #expect(steps == [false, true])
    }

    @Test func `fifty uploads of unknown length at once all end and stay within the budget`() async throws {
        let budget = UploadBudget(capacity: 64 * Self.mebibyte, wait: .seconds(600))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<50 {
                group.addTask {
                    let ticket = budget.admit(most: 50 * Self.mebibyte)
                    defer { budget.release(ticket) }
                    for step in 1...(5 + index % 20) {
                        try await budget.reserve(step * Self.mebibyte, for: ticket)
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(budget.held == 0)
        #expect(budget.waiting == 0)
        #expect(budget.peak <= 64 * Self.mebibyte)
        #expect(budget.peak > 10 * Self.mebibyte)
    }

    @Test func `who waits too long is told to come back`() async throws {
        let budget = UploadBudget(capacity: 4 * Self.mebibyte, wait: .milliseconds(20))
        let holder = budget.admit(most: 4 * Self.mebibyte)
        try await budget.reserve(4 * Self.mebibyte, for: holder)
        let late = budget.admit(most: Self.mebibyte)
        let failure = await #expect(throws: VaultFailure.self) { try await budget.reserve(1, for: late) }
        #expect(failure?.code == .busy)
        #expect(failure?.retryAfter != nil)
        #expect(budget.waiting == 0)
        budget.release(holder)
        try await budget.reserve(1, for: late)
        #expect(budget.held == Self.mebibyte)
    }

    @Test func `a newcomer does not pass those that came before it`() async throws {
        let budget = UploadBudget(capacity: 4 * Self.mebibyte, wait: .seconds(600))
        let holder = budget.admit(most: 3 * Self.mebibyte)
        try await budget.reserve(3 * Self.mebibyte, for: holder)
        let large = budget.admit(most: 4 * Self.mebibyte)
        let waiting = Task { try await budget.reserve(4 * Self.mebibyte, for: large) }
        while budget.waiting == 0 { await Task.yield() }
        let small = budget.admit(most: Self.mebibyte)
        let behind = Task { try await budget.reserve(1, for: small) }
        while budget.waiting < 2 { await Task.yield() }
        #expect(budget.held == 3 * Self.mebibyte)
        budget.release(holder)
        try await waiting.value
        #expect(budget.held == 4 * Self.mebibyte)
        budget.release(large)
        try await behind.value
        #expect(budget.held == Self.mebibyte)
    }

    @Test func `a cancelled upload leaves the queue`() async throws {
        let budget = UploadBudget(capacity: Self.mebibyte, wait: .seconds(600))
        let holder = budget.admit(most: Self.mebibyte)
        try await budget.reserve(1, for: holder)
        let other = budget.admit(most: Self.mebibyte)
        let waiting = Task { try await budget.reserve(1, for: other) }
        while budget.waiting == 0 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: (any Error).self) { try await waiting.value }
        #expect(budget.waiting == 0)
    }
}
