import Testing

@testable import Engine

@Suite struct UploadQueueTests {
    private static let mebibyte = 1024 * 1024

    @Test func `who waits behind an upload that gives up goes on where there is room`() async throws {
        let budget = UploadBudget(capacity: 4 * Self.mebibyte, wait: .seconds(600))
        let holder = budget.admit(most: 3 * Self.mebibyte)
        try await budget.reserve(3 * Self.mebibyte, for: holder)
        let large = budget.admit(most: 4 * Self.mebibyte)
        let waiting = Task { try await budget.reserve(4 * Self.mebibyte, for: large) }
        while budget.waiting == 0 { await Task.yield() }
        let small = budget.admit(most: Self.mebibyte)
        let behind = Task { try await budget.reserve(1, for: small) }
        while budget.waiting < 2 { await Task.yield() }
        waiting.cancel()
        try await behind.value
        #expect(budget.held == 4 * Self.mebibyte)
        #expect(budget.waiting == 0)
    }
}
