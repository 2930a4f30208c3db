import ControlAPI
import Engine
import Testing

@testable import vaultd

@Suite struct ControlFailureTests {
    @Test(arguments: [
        (FailureKind.badInput, 2 as Int32), (.notSignedIn, 77), (.notFound, 4), (.conflict, 1), (.tooLarge, 1),
        (.refusedContent, 1), (.tooManyAttempts, 75), (.busy, 75), (.unavailable, 75), (.storage, 1), (.damaged, 6),
        (.misconfigured, 78), (.denied, 7), (.fault, 1),
    ])
    func `each kind of failure has its exit code`(kind: FailureKind, code: Int32) {
        #expect(kind.exitCode.rawValue == code)
    }

    @Test func `the table of exit codes leaves out no kind`() {
        #expect(FailureKind.allCases.count == 14)
    }

    @Test func `a lock that someone holds, and a store that is locked, have codes of their own`() {
        #expect(VaultFailure(.operationRunning).exitCode == .busy)
        #expect(VaultFailure(.storeInUse).exitCode == .busy)
        #expect(VaultFailure(.serviceLocked).exitCode == .misconfigured)
        #expect(!VaultFailure(.serviceLocked).report.retryable)
        #expect(VaultFailure(.busy).report.retryable)
    }

    @Test(arguments: FailureCode.allCases)
    func `each failure becomes a report with a sentence and an id`(code: FailureCode) {
        let failure = VaultFailure(code)
        #expect(failure.report.code == code.rawValue)
        #expect(!failure.report.message.isEmpty)
        #expect(failure.report.id == failure.id)
    }
}
