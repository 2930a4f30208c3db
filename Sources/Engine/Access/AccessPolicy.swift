/// The one place that says yes or no. Everything that is not allowed by a line here is refused.
public enum AccessPolicy {
    /// Whether `actor` may do `action` to `resource`. Pure: no clock, no storage.
    public static func allows(_ actor: Actor, _ action: Action, on resource: Resource) -> Bool {
        switch (actor, resource) {
        case (.person(let person), .account(let account, let isFrozen)):
            person.account == account && (action == .changeOwnContact ? !isFrozen : ownAccount.contains(action))
        case (.person(let person), .safe(let safe)):
            allows(person, action, safe: safe)
        case (.person(let person), .document(let safe, let document)):
            allows(person, action, safe: safe, document: document)
        case (.person(let person), .structure(_, let membership)):
            person.role == membership && allows(person.role, inOwnStructure: action)
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

    // MARK: A safe

    private static func allows(_ person: SignedInPerson, _ action: Action, safe: SafeFacts) -> Bool {
        switch person.role {
        case .beneficiary:
            guard person.account == safe.holder, !safe.isDisabled else { return false }
            return carryingSafeAway.contains(action) ? !safe.isFrozen : holderOfSafe.contains(action)
        case .professional:
            guard !safe.isDisabled || inDisabledSafe.contains(action) else { return false }
            switch action {
            case .listShared, .seePerson, .endFollowUp, .keepAccount: return safe.relation.follows
            case .askToShare: return safe.relation.allows(.readShared)
            case .deposit: return safe.relation.allows(.deposit)
            case .assistReset: return safe.relation.allows(.assistReset)
            default: return false
            }
        case .manager: return false
        }
    }

    private static let holderOfSafe: Set<Action> = [
        .listSafe, .deposit, .readOwnJournal, .manageSharing, .answerAffiliation,
    ]
    /// Not within a day of a reset: whoever got in by one must not carry the safe away before its holder notices.
    /// Cutting shares (`manageSharing`) never rests.
    private static let carryingSafeAway: Set<Action> = [.exportSafe, .eraseSafe, .shareByDefault]
    /// What is left to professionals where the account was disabled: to see that it is, and to lead its holder back.
    private static let inDisabledSafe: Set<Action> = [.seePerson, .endFollowUp, .keepAccount, .assistReset]

    // MARK: A document

    private static func allows(
        _ person: SignedInPerson, _ action: Action, safe: SafeFacts, document: DocumentFacts
    ) -> Bool {
        switch person.role {
        case .beneficiary:
            guard person.account == safe.holder, !safe.isDisabled else { return false }
            return showingDocument.contains(action) ? !safe.isFrozen : holderOfDocument.contains(action)
        case .professional:
            guard safe.relation.follows, !safe.isDisabled else { return false }
            let mayRead = document.isShared && !document.needsConsent
            switch action {
            case .viewDocument: return mayRead && safe.relation.allows(.readShared)
            case .downloadDocument: return mayRead && safe.relation.allows(.downloadShared)
            case .recordConsent: return document.isShared && document.needsConsent && safe.relation.allows(.readShared)
            case .deleteDocument: return document.isOwnDeposit && !document.isKept
            default: return false
            }
        case .manager: return false
        }
    }

    private static let holderOfDocument: Set<Action> = [
        .viewDocument, .downloadDocument, .renameDocument, .deleteDocument, .keepDocument, .markDocument,
    ]
    /// Rests like `carryingSafeAway`.
    private static let showingDocument: Set<Action> = [.shareDocument, .linkDocument]

    // MARK: A structure, an account, the machine

    private static func allows(_ role: Role, inOwnStructure action: Action) -> Bool {
        switch role {
        case .beneficiary: false
        case .professional: inStructureAsProfessional.contains(action)
        case .manager: inStructureAsManager.contains(action)
        }
    }

    private static let inStructureAsProfessional: Set<Action> = [.listFollowed, .addBeneficiary, .affiliate, .readOwnActs]
    private static let inStructureAsManager: Set<Action> = [
        .listProfessionals, .addProfessional, .limitProfessional, .suspendProfessional, .removeProfessional, .readUsage,
        .resetProfessionalFactors, .readOwnActs, .readProfessionalActs,
    ]
    private static let ownAccount: Set<Action> = [
        .changeOwnPassword, .changeOwnLanguage, .changeOwnSecurity, .acceptTerms,
    ]
    private static let operatorActions: Set<Action> = [
        .readStatus, .listAccounts, .addStructure, .endStructure, .addManager, .addAccount, .changeAccount, .backup,
        .restore,
        .rotateKeys, .purge, .verifyAudit, .reload, .readAlerts, .sendNotices,
    ]
    private static let scheduleActions: Set<Action> = [.backup, .purge, .verifyAudit, .reload, .endStructure, .sendNotices]
}
