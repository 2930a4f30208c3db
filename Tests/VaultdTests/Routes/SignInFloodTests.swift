import Dispatch
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import Engine
@testable import vaultd

/// More people at the door than passwords can be hashed.
struct SignInFloodTests {
    @Test func `a flood of sign-ins is told when to come back, and counts as no failure`() async throws {
        try await Site.with(adjust: { $0.signingIn.attempts = 3 }) { site in
            _ = try await site.box.beneficiary("awa")
            let pool = site.box.vault.pools.password
            let gate = DispatchSemaphore(value: 0)
            let refusals = Refusals()
            // More than are let in to wait for the thread that hashes.
            let crowd = (0..<200).map { _ in
                Task { [gate] in
                    do { try await pool.run { gate.wait() } } catch { refusals.count.withLock { $0 += 1 } }
                }
            }
            do {
                defer { for _ in crowd { gate.signal() } }
                while refusals.count.withLock({ $0 }) == 0 { await Task.yield() }
                for name in ["awa", "awa", "awa", "nobody"] {
                    let told = try await site.browser().form("/sign-in", ["identifier": name, "password": "no"])
                    #expect(told.status == 503)
                    #expect(told.headers[.retryAfter] != nil)
                }
            }
            for one in crowd { await one.value }
            let right = ["identifier": "awa", "password": TemporaryVault.password]
            #expect(try await site.browser().form("/sign-in", right).status == 303)
        }
    }
}

/// How many found no room.
private final class Refusals: Sendable {
    let count = Mutex(0)
}
