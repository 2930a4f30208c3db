import ControlAPI
import Engine
import HTTPTypes
import Hummingbird

extension ControlRoutes {
    func listBackups(_ request: Request, _ context: ControlContext) async throws -> Response {
        let snapshots = try await slot.vault().snapshots(by: context.actor)
        return try .json(SnapshotList(snapshots: snapshots.map { SnapshotReport($0) }))
    }

    func startBackup(_ request: Request, _ context: ControlContext) async throws -> Response {
        let vault = try slot.vault()
        let actor = context.actor
        return try accepted(
            operations.start(.backup, by: actor) { voice in
                let start = ContinuousClock.now
                let snapshot = try await vault.backup(by: actor, progress: voice)
                for warning in snapshot.warnings { voice.warn(warning) }
                var result = OperationResult(snapshot.warnings)
                result.snapshot = SnapshotReport(snapshot)
                result.snapshot?.seconds = start.secondsAgo
                return result
            })
    }

    func startVerification(_ request: Request, _ context: ControlContext) async throws -> Response {
        let vault = try slot.vault()
        let actor = context.actor
        let choice = try SnapshotChoice(context.parameters.require("snapshot"))
        return try accepted(
            operations.start(.backupVerification, by: actor) { voice in
                let found = try await vault.verifySnapshot(choice, by: actor, progress: voice)
                var result = OperationResult(found.failure)
                result.verification = SnapshotVerificationReport(
                    id: found.id, documents: found.documents, bytes: found.bytes,
                    problems: found.problems.map(\.sentence))
                return result
            })
    }

    func startRotation(_ request: Request, _ context: ControlContext) async throws -> Response {
        let vault = try slot.vault()
        let actor = context.actor
        return try accepted(
            operations.start(.keyRotation, by: actor) { voice in
                let start = ContinuousClock.now
                let rotation = try await vault.rotateKeys(by: actor, progress: voice)
                var result = OperationResult(status: .succeeded, exit: .success)
                result.rotation = RotationReport(
                    term: rotation.term, rewrapped: rotation.rewrapped, keptTerms: rotation.kept.map(\.term),
                    removedTerms: rotation.removedTerms, seconds: start.secondsAgo)
                result.rotation?.reasons = rotation.kept.map { "term \($0.term) stays: \($0.reason)" }
                result.rotation?.resumed = rotation.resumed
                return result
            })
    }

    func purgePlan(_ request: Request, _ context: ControlContext) async throws -> Response {
        let plan = try await slot.vault().purgePlan(by: context.actor)
        return try .json(PurgePlanReport(plan))
    }

    func startPurge(_ request: Request, _ context: ControlContext) async throws -> Response {
        let vault = try slot.vault()
        let actor = context.actor
        return try accepted(
            operations.start(.purge, by: actor) { voice in
                let purge = try await vault.purge(by: actor, progress: voice)
                for warning in purge.warnings { voice.warn(warning) }
                var result = OperationResult(purge.warnings)
                result.purge = PurgeReport(purge)
                return result
            })
    }

    func startAuditVerification(_ request: Request, _ context: ControlContext) async throws -> Response {
        let vault = try slot.vault()
        let actor = context.actor
        return try accepted(
            operations.start(.auditVerification, by: actor) { voice in
                let found = try await vault.verifyAudit(by: actor, progress: voice)
                let isWhole = found.problem == nil
                var result = OperationResult(
                    status: isWhole ? .succeeded : .failed, exit: isWhole ? .success : .verificationFailed)
                result.audit = AuditReport(events: found.events, problem: found.problem?.sentence)
                return result
            })
    }
}
