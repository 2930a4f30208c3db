import Testing

@testable import Engine

@Suite struct OperationGateTests {
    @Test func `one operation of a kind runs at a time`() throws {
        let gate = OperationGate()
        let pass = try gate.enter(.rotation)
        #expect(throws: VaultFailure(.operationRunning)) { try gate.enter(.rotation) }
        #expect(gate.isRunning(.rotation))
        withExtendedLifetime(pass) {}
    }

    @Test func `operations of two kinds run beside each other`() throws {
        let gate = OperationGate()
        let passes = [try gate.enter(.rotation), try gate.enter(.backup), try gate.enter(.purge)]
        withExtendedLifetime(passes) {}
    }

    @Test func `the gate opens again after a failure`() async throws {
        let gate = OperationGate()
        await #expect(throws: VaultFailure(.diskFull)) { try await gate.run(.purge) { throw VaultFailure(.diskFull) } }
        #expect(try await gate.run(.purge) { 7 } == 7)
    }
}
