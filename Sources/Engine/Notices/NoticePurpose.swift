/// Why a message is sent. Closed: each has its words in the language catalogues, under `notice.<raw value>`.
public enum NoticePurpose: String, Sendable, CaseIterable {
    // Secrets, good once and for a short time
    /// The second factor. Needs `code`, `minutes`.
    case signInCode
    /// Proves that a new number or address is the person's. Needs `code`, `minutes`.
    case contactCode
    /// Resets a password. Needs `code`, `minutes`.
    case resetCode
    /// Resets a password. Needs `link`, `minutes`.
    case resetLink
    /// Opens an account from afar; the code to it is said aloud (ACC-07). Needs `link`, `moment`: until when.
    case invitation
    // News about the person's own account
    /// A structure asks to accompany the person. Needs nothing.
    case affiliationAsked
    /// The password or a second factor was changed. Needs `moment`.
    case securityChanged
    /// The number or the address was changed; goes to the old and the new one. Needs `moment`.
    case contactChanged
    /// Two professionals help the person back in (AUT-10). Needs `moment`: when it takes effect; `link`: stops it.
    case assistedReset
    /// The same, and the second factors go too. Needs `moment`, `link`.
    case assistedFactorReset
    /// All second factors were taken away, since they are lost. Needs `moment`.
    case factorsTakenAway
    /// Somebody tried to sign in, in vain and often (AUT-05). Needs `moment`.
    case signInAttempts
    /// A sign-in from where the person never signed in (AUT-05). Needs `moment`.
    case unusualSignIn
    /// The account of a professional or manager is open in two networks at once (ROL-10). Needs `moment`.
    case signedInTwice
    /// Somebody opened a document by a link. Needs `moment`.
    case linkOpened
    /// A professional asks for a document. Needs `moment`.
    case shareAsked
    /// The account will be deleted. Needs `moment`.
    case deletionPlanned
    /// Nobody uses the account, and it will be disabled (ACC-12). Needs `moment`.
    case accountUnused
    /// It was disabled since nobody used it, and will be deleted. Needs `moment`: when.
    case accountDisabled
    /// It is disabled, and will soon be deleted. Needs `moment`.
    case unusedDeletion
    /// It was disabled, and is open again. Needs `moment`.
    case accountReopened
    /// It was suspended by the operating staff (ROL-14). Needs `moment`; `detail`: why, in their words.
    case accountSuspended
    /// The same until a day. Needs `moment`: when it ends; `detail`: why, in their words.
    case accountSuspendedUntil
    /// A suspension is over. Needs `moment`.
    case suspensionOver
    /// Somebody answered the secret question (AUT-09). Needs `moment`: when it takes effect; `link`: stops it.
    case questionReset
    /// A way back to a new password was stopped; nothing has changed. Needs `moment`.
    case resetStopped
    // To the operator
    /// Supervision found something (AUT-05). Needs `detail`: what, in English; `count`.
    case operatorAlert
    /// A message for trials. Needs nothing.
    case test
}

extension NoticePurpose {
    /// Whether the message holds a secret that gives access: such a message is never sent twice, also where nobody can
    /// tell whether the first one arrived. Others are then repeated by e-mail, and never by SMS.
    public var isSecret: Bool {
        switch self {
        case .signInCode, .contactCode, .resetCode, .resetLink, .invitation: true
        case .affiliationAsked, .securityChanged, .contactChanged, .assistedReset, .assistedFactorReset,
            .factorsTakenAway, .signInAttempts, .unusualSignIn, .signedInTwice,
            .linkOpened, .shareAsked, .deletionPlanned, .operatorAlert, .test:
            false
        case .questionReset, .resetStopped, .accountUnused, .accountDisabled, .unusedDeletion, .accountReopened,
            .accountSuspended, .accountSuspendedUntil, .suspensionOver:
            false
        }
    }

    /// How long it is worth sending, where the one who sends it does not say.
    var lifetime: Duration {
        switch self {
        case .signInCode, .contactCode: .minutes(5)
        case .resetCode: .minutes(15)
        case .resetLink: .hours(1)
        case .invitation: .hours(24)
        case .test: .hours(1)
        case .affiliationAsked, .securityChanged, .contactChanged, .assistedReset, .assistedFactorReset,
            .factorsTakenAway, .signInAttempts, .unusualSignIn, .signedInTwice,
            .linkOpened, .shareAsked, .deletionPlanned, .operatorAlert:
            .days(2)
        case .questionReset, .resetStopped, .accountReopened: .days(2)
        // They tell of what is weeks away: a mail server that is out for days must not swallow them.
        case .accountUnused, .accountDisabled, .unusedDeletion: .days(10)
        // Whoever is shut out has no page that says why.
        case .accountSuspended, .accountSuspendedUntil, .suspensionOver: .days(10)
        }
    }
}

/// A fact that a message tells, by the name of its placeholder in the catalogues.
public enum NoticeValue: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// A one-time code as it is typed.
    case code
    /// A whole address: `https://…`.
    case link
    /// For how many minutes the code or link is good.
    case minutes
    /// A moment, from `NoticeValue.text(_:)`; shown as date and time in the reader's language.
    case moment
    /// How many.
    case count
    /// Words for operators, or of theirs.
    case detail

    /// A moment as a value of a message.
    public static func text(_ moment: Moment) -> String { String(moment.milliseconds) }
}
