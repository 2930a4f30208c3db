import GRDB

/// Leads accounts that nobody uses step by step out of the service (ACC-12). For the purge, which has asked by then
/// whether the clock may be believed.
struct UnusedAccounts: Sendable {
    let vault: Vault
    let actor: Actor
    let now: Moment

    /// How many accounts each step is due for.
    typealias Counts = [UnusedAccountRules.Step: Int]

    /// What is due now. Changes nothing.
    func due() async throws -> [(account: AccountID, step: UnusedAccountRules.Step)] {
        guard let rules = vault.settings.unusedAccountRules else { return [] }
        let moment = now - rules.age + UnusedAccountRules.firstNotice
        let unused = try await vault.catalog.read { [now] in try AccountUse.unused(since: moment, now: now, in: $0) }
        return unused.compactMap { use in rules.step(use, now: now).map { (use.account, $0) } }
    }

    /// How much is due now. Changes nothing.
    func count() async throws -> Counts {
        try await due().reduce(into: [:]) { $0[$1.step, default: 0] += 1 }
    }

    /// Takes what is due, each account in a transaction of its own.
    ///
    /// - Returns: what was done.
    func run() async throws -> Counts {
        var done: Counts = [:]
        for (account, step) in try await due() {
            try Task.checkCancellation()
            if try await take(step, account) { done[step, default: 0] += 1 }
        }
        return done
    }

    /// - Returns: whether the step was still due: its holder may have come back this very moment.
    private func take(_ step: UnusedAccountRules.Step, _ account: AccountID) async throws -> Bool {
        guard let stage = step.stage else { return try await erase(account) }
        return try await vault.change { database in
            guard try isDue(step, account, in: database) else { return false }
            if step == .disable {
                guard try AccountState.disableUnused(account, in: database) else { return false }
                try AccountState.endSessions(of: account, in: database)
            }
            try AccountUse.set(stage, of: account, at: now, in: database)
            try vault.journal.record(AuditEvent(event(of: step), owner: account), by: actor, in: database)
            guard let purpose = notice(of: step), let end = vault.settings.unusedAccountRules?.end(of: stage, since: now)
            else { return true }
            try vault.outbox.notify(account, purpose, values: [.moment: NoticeValue.text(end)], in: database)
            return true
        }
    }

    /// By the way of an account whose holder deletes it.
    private func erase(_ account: AccountID) async throws -> Bool {
        do {
            _ = try await AccountErasure(vault: vault, account: account, actor: actor).run { database in
                guard try isDue(.erase, account, in: database) else { throw VaultFailure(.notFound) }
            }
            return true
        } catch let failure as VaultFailure where failure.code == .notFound {
            return false
        }
    }

    private func isDue(_ step: UnusedAccountRules.Step, _ account: AccountID, in database: Database) throws -> Bool {
        guard let rules = vault.settings.unusedAccountRules,
            let use = try AccountUse.find(account, now: now, in: database)
        else { return false }
        return rules.step(use, now: now) == step
    }

    private func event(of step: UnusedAccountRules.Step) -> AuditEvent.Kind {
        switch step {
        case .tell, .tellAgain: .accountUnused
        case .disable: .accountDisabled
        case .tellOfDeletion: .unusedDeletionPlanned
        case .erase: .accountErased
        }
    }

    private func notice(of step: UnusedAccountRules.Step) -> NoticePurpose? {
        switch step {
        case .tell, .tellAgain: .accountUnused
        case .disable: .accountDisabled
        case .tellOfDeletion: .unusedDeletion
        case .erase: nil
        }
    }
}

extension UnusedAccounts.Counts {
    /// How many accounts some of the steps are for.
    func sum(of steps: [UnusedAccountRules.Step]) -> Int { steps.reduce(0) { $0 + (self[$1] ?? 0) } }
}
