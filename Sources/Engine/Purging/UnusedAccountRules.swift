/// How far the account of a beneficiary has come that nobody uses. The raw value is stored.
enum UnusedStage: Int, Sendable, CaseIterable {
    /// It is in use, or was not long enough ago.
    case used = 0
    /// Its holder was told that it will be disabled, once and twice.
    case told, toldAgain
    /// It is disabled; nothing in it is touched.
    case disabled
    /// Its holder was told that it will be deleted.
    case toldOfDeletion

    /// - Throws: `catalogDamaged` for anything else.
    init(stored number: Int) throws {
        guard let stage = UnusedStage(rawValue: number) else {
            throw VaultFailure(.catalogDamaged, ["reason": "unknown stage of an unused account"])
        }
        self = stage
    }
}

/// When an account that nobody uses is told of, disabled, and deleted (ACC-12, RET-04). Pure.
///
/// Each step asks how long ago the step before it was taken, and not only how old the account's last use is: so nobody is
/// disabled without having been told 60 days earlier, and nothing is deleted that was not disabled for the whole time,
/// whatever the settings, the clock or a restored catalog say all at once.
struct UnusedAccountRules: Sendable, Equatable {
    /// For how long nobody uses it until it is disabled.
    let age: Duration
    /// How long it is disabled until it is deleted.
    let disabledAge: Duration

    /// The shortest `age` that may be set.
    static let shortestAge = Duration.days(365)
    /// How long before it is disabled its holder is told, and how long before it is deleted.
    static let firstNotice = Duration.days(60)
    /// How long before it is disabled its holder is told again.
    static let secondNotice = Duration.days(15)
    /// A message that is so much overdue has lost its sense, since what it told did not come: the rule was switched off,
    /// or the service, or the clock was wrong. It is sent anew then, and the time after it begins anew.
    static let grace = Duration.days(30)

    /// What is due for an account.
    enum Step: Sendable, Equatable, CaseIterable {
        case tell, tellAgain, disable, tellOfDeletion, erase
    }

    /// What is due now; nil where nothing is.
    func step(_ use: AccountUse, now: Moment) -> Step? {
        guard use.stage != .used, let since = use.since else {
            return use.usedAt + age - Self.firstNotice <= now ? .tell : nil
        }
        let isOver = { (time: Duration) in since + time <= now }
        let lostItsSense = { (time: Duration) in since + time + Self.grace <= now || since > now + Self.grace }
        switch use.stage {
        case .used:
            return nil
        case .told:
            let time = Self.firstNotice - Self.secondNotice
            return lostItsSense(time) ? .tell : isOver(time) ? .tellAgain : nil
        case .toldAgain:
            if lostItsSense(Self.secondNotice) { return .tell }
            return isOver(Self.secondNotice) && !use.isComingBack ? .disable : nil
        case .disabled:
            return isOver(disabledAge - Self.firstNotice) ? .tellOfDeletion : nil
        case .toldOfDeletion:
            if lostItsSense(Self.firstNotice) { return .tellOfDeletion }
            return isOver(Self.firstNotice) && !use.isComingBack ? .erase : nil
        }
    }

    /// When an account that came to a stage is disabled, or deleted; nil while it is in use.
    func end(of stage: UnusedStage, since: Moment) -> Moment? {
        switch stage {
        case .used: nil
        case .told: since + Self.firstNotice
        case .toldAgain: since + Self.secondNotice
        case .disabled: since + disabledAge
        case .toldOfDeletion: since + Self.firstNotice
        }
    }
}

extension UnusedAccountRules.Step {
    /// Where the account is after it; nil where it is gone.
    var stage: UnusedStage? {
        switch self {
        case .tell: .told
        case .tellAgain: .toldAgain
        case .disable: .disabled
        case .tellOfDeletion: .toldOfDeletion
        case .erase: nil
        }
    }
}

extension Settings {
    /// Nil where accounts that nobody uses are left as they are.
    var unusedAccountRules: UnusedAccountRules? {
        purges.unusedAge == .zero ? nil : UnusedAccountRules(age: purges.unusedAge, disabledAge: purges.disabledAge)
    }
}
