/// What becomes of an account that nobody uses, as professionals see it who follow its holder: many have neither
/// telephone nor e-mail, and then nobody else can tell them.
public enum UnusedStanding: Sendable, Equatable {
    /// It will be disabled then, unless somebody uses it.
    case willBeDisabled(Moment)
    /// It is disabled. It will be deleted then, unless somebody opens it again; nil where such accounts are kept.
    case disabled(deletedFrom: Moment?)

    /// When it comes to its end; nil where it does not.
    public var end: Moment? {
        switch self {
        case .willBeDisabled(let moment): moment
        case .disabled(let moment): moment
        }
    }
}

extension UnusedStanding {
    /// The standing of an account at a stage; nil where there is nothing to tell.
    init?(_ stage: UnusedStage, since: Moment?, _ rules: UnusedAccountRules?) {
        let end = since.flatMap { rules?.end(of: stage, since: $0) }
        switch stage {
        case .used: return nil
        case .told, .toldAgain:
            guard let end else { return nil }
            self = .willBeDisabled(end)
        case .disabled, .toldOfDeletion: self = .disabled(deletedFrom: end)
        }
    }
}
