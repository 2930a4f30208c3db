extension FailureCode {
    /// The sort of trouble, on which status codes, exit codes and log levels depend.
    public var kind: FailureKind {
        switch self {
        case .passwordTooWeak, .loginNameUnusable, .nothingChosen, .documentEmpty, .titleUnusable, .uploadCutOff,
            .uploadTooSlow, .requestMalformed, .fieldMissing, .fieldUnusable, .formExpired, .resetUnusable, .pinUnusable,
            .mandateMissing:
            .badInput
        case .signInRefused, .sessionEnded, .secondFactorRefused, .confirmationNeeded, .factorNeeded, .cardRefused:
            .notSignedIn
        case .signInDelayed, .codesUsedUp, .resetNotYet, .resetTooOften, .invitedTooOften: .tooManyAttempts
        case .consentMissing: .badInput
        case .noRoomThere: .tooLarge
        case .tooManyAsked: .conflict
        case .linkRefused, .notFound, .operationUnknown, .snapshotUnknown: .notFound
        case .loginNameTaken, .secondFactorNeeded, .contactMissing, .storeNotEmpty, .keyFileExists, .operationRunning,
            .storeInUse, .addressInUse, .changedMeanwhile,
            .alreadyHabilitated, .accountStateUnfit, .actsElsewhereToo:
            .conflict
        case .documentTooLarge, .safeFull, .tooManyDocuments: .tooLarge
        case .typeNotAccepted, .virusFound, .archiveUnreadable, .archiveEncrypted, .archiveTooDeep,
            .contentNotScannable:
            .refusedContent
        case .channelNotOffered: .conflict
        case .busy: .busy
        case .scannerNotReady, .signaturesMissing, .signaturesUnreadable, .signaturesUnusable, .signaturesTooOld,
            .scanFailed, .serviceLocked, .stopping,
            .readOnlyAfterFault:
            .unavailable
        case .diskFull, .diskReserveReached, .diskFailed, .keyFileWriteFailed: .storage
        case .catalogDamaged, .documentDamaged, .documentMissing, .sealBroken, .sealForeign, .sealTruncated,
            .sealUnknownFormat, .snapshotDamaged, .sealExtended, .sealReordered,
            .sealGenerationUnknown:
            .damaged
        case .keyFileMissing, .keyFileUnreadable, .keyFileTooOpen, .keyFileInState, .keyFileForeign, .keyTermUnknown,
            .settingsUnusable, .storeNewer, .certificateUnusable, .snapshotForeign, .snapshotTooNew, .newerSnapshotLocked,
            .clockSuspect:
            .misconfigured
        case .denied: .denied
        case .fault: .fault
        }
    }
}
