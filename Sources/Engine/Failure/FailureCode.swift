/// Every way in which the engine refuses or fails, by name.
///
/// The raw value is the key of the sentence in the language catalogues (`failure.<raw value>`), and the
/// `code` that the control socket answers. A released name is never given another meaning.
public enum FailureCode: String, Sendable, CaseIterable {
    // Signing in
    case signInRefused, signInDelayed, sessionEnded, formExpired, passwordTooWeak, loginNameTaken, loginNameUnusable
    case secondFactorRefused, secondFactorNeeded, confirmationNeeded, factorNeeded, codesUsedUp, contactMissing
    case resetUnusable, resetNotYet, resetTooOften, cardRefused, pinUnusable
    // What a person sends
    case nothingChosen, documentEmpty, documentTooLarge, safeFull, tooManyDocuments, titleUnusable, uploadCutOff,
        uploadTooSlow
    case requestMalformed, fieldMissing, fieldUnusable
    // People
    case changedMeanwhile, mandateMissing, alreadyHabilitated, accountStateUnfit, actsElsewhereToo, invitedTooOften
    // Content
    case typeNotAccepted, virusFound, archiveUnreadable, archiveEncrypted, archiveTooDeep, contentNotScannable
    // Telling people
    case channelNotOffered
    // Finding
    case notFound
    // Sharing
    case consentMissing, noRoomThere, linkRefused, tooManyAsked
    // Readiness
    case scannerNotReady, signaturesMissing, signaturesUnreadable, signaturesUnusable, signaturesTooOld, scanFailed, busy,
        serviceLocked, stopping
    // Storage
    case diskFull, diskReserveReached, diskFailed, readOnlyAfterFault, catalogDamaged, documentDamaged, documentMissing
    // Keys
    case keyFileMissing, keyFileUnreadable, keyFileTooOpen, keyFileForeign, keyFileExists, keyFileWriteFailed
    case keyTermUnknown, sealBroken, sealForeign, sealTruncated, sealUnknownFormat
    case keyFileInState, sealExtended, sealReordered, sealGenerationUnknown
    // Operating
    case settingsUnusable, storeInUse, storeNotEmpty, storeNewer, addressInUse, certificateUnusable
    case operationRunning, operationUnknown, snapshotUnknown, snapshotDamaged, snapshotForeign, snapshotTooNew
    case newerSnapshotLocked
    case clockSuspect, denied
    // Ours
    case fault
}

extension FailureCode {
    /// Sentence and hint in English; `{name}` is replaced by a value of the failure.
    struct Text: Sendable {
        let sentence: String
        let hint: String?
    }
}
