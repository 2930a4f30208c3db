/// What someone wants to do.
public enum Action: String, Sendable, CaseIterable {
    // In a safe
    case listSafe, deposit, viewDocument, downloadDocument, renameDocument, deleteDocument, readOwnJournal
    case changeOwnPassword, changeOwnLanguage
    // On the machine
    case readStatus, listAccounts, addStructure, addAccount, backup, restore, rotateKeys, purge, verifyAudit, reload
}

/// What it is done to.
public enum Resource: Sendable, Equatable {
    /// The service as a whole.
    case service
    /// A safe, with the account that holds it.
    case safe(holder: AccountID)
    /// A person's own account.
    case account(AccountID)
}

/// The one place that says yes or no. Everything that is not allowed by a line here is refused.
public enum AccessPolicy {
    /// Whether `actor` may do `action` to `resource`. Pure: no clock, no storage.
    public static func allows(_ actor: Actor, _ action: Action, on resource: Resource) -> Bool {
        switch (actor, resource) {
        case (.person(let person), .safe(let holder)):
            person.role == .beneficiary && person.account == holder && holderActions.contains(action)
        case (.person(let person), .account(let account)):
            person.account == account && ownAccountActions.contains(action)
        case (.operator, .service): operatorActions.contains(action)
        case (.schedule, .service): scheduleActions.contains(action)
        case (.stranger, _), (.person, .service), (.operator, _), (.schedule, _): false
        }
    }

    /// Refuses unless allowed.
    ///
    /// - Throws: `denied` to operators; `notFound` to everyone else, so that what one may not see looks
    ///   exactly like what does not exist.
    public static func require(_ actor: Actor, _ action: Action, on resource: Resource) throws {
        guard !allows(actor, action, on: resource) else { return }
        if case .operator = actor { throw VaultFailure(.denied, ["group": "vaultadm"]) }
        throw VaultFailure(.notFound)
    }

    private static let holderActions: Set<Action> = [
        .listSafe, .deposit, .viewDocument, .downloadDocument, .renameDocument, .deleteDocument, .readOwnJournal,
    ]
    private static let ownAccountActions: Set<Action> = [.changeOwnPassword, .changeOwnLanguage]
    private static let operatorActions: Set<Action> = [
        .readStatus, .listAccounts, .addStructure, .addAccount, .backup, .restore, .rotateKeys, .purge, .verifyAudit, .reload,
    ]
    private static let scheduleActions: Set<Action> = [.backup, .purge, .verifyAudit, .reload]
}
