/// One line of the journal: who did what, to what, when, with which result (AUD-01 to AUD-04). Never a title,
/// a name, a secret or a code.
public struct AuditEvent: Sendable {
    /// What happened.
    public let kind: Kind
    /// How it ended.
    public let result: Result
    /// The account that the event concerns, where there is one; it can read the event.
    public let owner: AccountID?
    /// The thing it was done to: a document's id, mostly.
    public let item: [UInt8]?
    /// The structure through which it was done, where there is one (AUD-04).
    public let structure: StructureID?
    /// Plain facts besides: counts, reasons, ids. Sealed in the catalog.
    public let details: [Detail: String]

    /// An event to be recorded.
    public init(
        _ kind: Kind,
        _ result: Result = .ok,
        owner: AccountID? = nil,
        item: [UInt8]? = nil,
        structure: StructureID? = nil,
        details: [Detail: String] = [:]
    ) {
        self.kind = kind
        self.result = result
        self.owner = owner
        self.item = item
        self.structure = structure
        self.details = details
    }

    /// How an event ended.
    public enum Result: String, Sendable, CaseIterable {
        case ok, refused, failed
    }

    /// Which fact a detail states.
    public enum Detail: String, Sendable, CaseIterable {
        case source, user, process, claimed, reason, purpose, count, bytes, snapshot, term, replaced, language, mode, method,
            action, acts, audience, until
    }

    /// The events that are recorded; the raw value is stored and is the key `journal.<raw value>` of the catalogues.
    public enum Kind: String, Sendable, CaseIterable {
        // Access
        case signedIn, secondStepBegun, signInFailed, signInPaused, signedOut, sessionEnded
        case passwordChanged, languageChanged
        case secondFactorPassed, secondFactorRefused, secondFactorAdded, secondFactorRemoved, codeSent
        case secondFactorsTakenAway, assistedFactorResetStarted
        case contactChanged, contactRemoved, newsSwitched
        case identityConfirmed, sessionKilled, deviceTrusted, deviceRevoked
        case resetAsked, resetRefused, resetDone, resetStopped, assistedResetStarted, assistedResetConfirmed
        case recoveryCardMade, recoveryCardUsed, recoveryCardRefused, recoveryCardEnded
        case secretQuestionSet, secretQuestionRemoved
        // Content
        case documentDeposited, documentRefused, documentViewed, documentDownloaded, documentRenamed
        case documentDeleted, documentDamaged, documentKept, documentMarked, documentReturned
        // Sharing
        case documentShared, documentUnshared, sharingCut, consentGiven, shareAsked, shareRefused
        case depositsSharedByDefault, depositsPrivateByDefault
        case linkCreated, linkOpened, linkRefused, linkRevoked
        // Leaving
        case safeExported, deletionPlanned, deletionCancelled, accountErased, accountReturned
        // Persons
        case structureAdded, structureEnded, conventionEnded, accountAdded
        case accountSuspended, accountDisabled, accountEnabled
        case accountUnused, accountKept, unusedDeletionPlanned
        case habilitationGranted, habilitationLimited, habilitationDated, habilitationSuspended, habilitationResumed
        case habilitationEnded
        case affiliationAsked, affiliationAccepted, affiliationRefused, affiliationEnded
        case invitationRenewed, invitationCancelled
        case informationExplained, mandateSigned, mandateRevoked, followUpEnded
        // Telling people, and supervision
        case noticeSent, noticeFailed, alertRaised, alertAcknowledged, termsAccepted
        // Maintenance
        case serviceStarted, serviceStopped, settingsReloaded, certificateChanged
        case signaturesLoaded, scannerFailed
        case backupMade, backupFailed, backupVerified, backupExpired, storeRestored, storeUpgraded
        case filesSetAside, filesBroughtBack
        case keysRotated, purgeRun, auditVerified, clockSuspected, accessDenied
    }
}
