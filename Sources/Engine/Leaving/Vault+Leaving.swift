import GRDB
import Logging

/// When an account goes.
public enum DeletionTime: Sendable, CaseIterable {
    case atOnce
    /// After a week in which it can be called back.
    case afterAWeek
}

extension Vault {
    /// Days in which a deletion can be called back.
    public static let coolingOffDays = 7

    /// Deletes the person's own account with everything in it: at once, or in a week (ACC-14).
    ///
    /// - Throws: `notFound`, also for a day after a reset; `confirmationNeeded`; `readOnlyAfterFault`, `diskFull`.
    public func deleteAccount(of person: SignedInPerson, _ time: DeletionTime) async throws -> AccountErasureReceipt {
        guard let id = person.safe else { throw try await refuseUnknown(.person(person), .eraseSafe, item: []) }
        _ = try await safe(id, for: .eraseSafe, by: .person(person))
        let now = clock.now()
        switch time {
        case .atOnce:
            return try await AccountErasure(vault: self, account: person.account, actor: .person(person)).run {
                try StepUp.require(person, now: now, in: $0)
            }
        case .afterAWeek:
            let due = now + .days(Self.coolingOffDays)
            try await change { database in
                try StepUp.require(person, now: now, in: database)
                try AccountRecord.setDeletionDue(due, of: person.account, in: database)
                try journal.record(AuditEvent(.deletionPlanned, owner: person.account), by: .person(person), in: database)
                // Somebody else may have asked for it, and a week is short.
                try outbox.notify(person.account, .deletionPlanned, values: [.moment: NoticeValue.text(due)], in: database)
            }
            return AccountErasureReceipt(at: due, goneFromSnapshotsBy: settings.backups.lastCopyGone(after: due + .days(1)))
        }
    }

    /// Calls a deletion back.
    ///
    /// - Throws: `notFound` where none was asked for.
    public func cancelDeletion(of person: SignedInPerson) async throws {
        try await require(.person(person), .manageSharing, on: .safe(SafeFacts(holder: person.account)))
        try await change { database in
            guard try AccountRecord.deletionDue(person.account, in: database) != nil else { throw VaultFailure(.notFound) }
            try AccountRecord.setDeletionDue(nil, of: person.account, in: database)
            try journal.record(AuditEvent(.deletionCancelled, owner: person.account), by: .person(person), in: database)
        }
    }

    /// When the person's account will be deleted, where that was asked for.
    public func deletionDue(of person: SignedInPerson) async throws -> Moment? {
        try await catalog.read { try AccountRecord.deletionDue(person.account, in: $0) }
    }

    /// Deletes the accounts whose week is over. For the purge.
    ///
    /// - Returns: how many.
    func eraseDueAccounts(by actor: Actor) async throws -> Int {
        let now = clock.now()
        let due = try await catalog.read { try AccountRecord.dueForDeletion(now: now, in: $0) }
        var erased = 0
        for account in due where try await eraseIfDue(account, now: now, by: actor) { erased += 1 }
        return erased
    }

    /// Deletes an account unless the deletion has been called back, or somebody was faster.
    ///
    /// - Returns: whether it was deleted now.
    func eraseIfDue(_ account: AccountID, now: Moment, by actor: Actor) async throws -> Bool {
        do {
            _ = try await AccountErasure(vault: self, account: account, actor: actor).run { database in
                guard let moment = try AccountRecord.deletionDue(account, in: database), moment <= now else {
                    throw VaultFailure(.notFound)
                }
            }
            return true
        } catch let failure as VaultFailure where failure.code == .notFound {
            return false
        }
    }
}
