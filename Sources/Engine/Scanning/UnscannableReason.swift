/// Why a document cannot be checked completely, and so cannot be stored (SEC-05).
public enum UnscannableReason: String, Sendable, Equatable, CaseIterable {
    /// Needs a password.
    case encrypted
    /// Cut off or damaged inside.
    case damaged
    /// A container that says different things in different places: members that overlap, hide, or lie about
    /// their size, or zip64 headers, with which libclamav never unpacks the member.
    case contradictory
    /// A member is larger than a document may be.
    case memberTooLarge
    /// Everything unpacked is more than a scan looks at.
    case unpacksTooLarge
    /// Shrunk so far that it can only be meant to burst.
    case absurdRatio
    /// More members than a scan looks at.
    case tooManyMembers
    /// Containers in containers, deeper than anyone needs.
    case nestedTooDeep
    /// A picture of more points than can be unpacked safely.
    case tooManyPixels
    /// A kind whose inside libclamav does not see.
    case opaqueKind
    /// libclamav reached one of its limits.
    case limitReached
    /// Larger than the limit of a document.
    case tooLarge
    /// Too short to be what it says.
    case tooShort

    /// What the person or operator is told.
    public var failure: VaultFailure {
        switch self {
        case .encrypted: VaultFailure(.archiveEncrypted)
        case .damaged, .contradictory, .tooShort: VaultFailure(.archiveUnreadable)
        case .memberTooLarge, .unpacksTooLarge, .absurdRatio, .tooManyMembers, .nestedTooDeep, .tooManyPixels:
            VaultFailure(.archiveTooDeep)
        case .opaqueKind, .limitReached, .tooLarge: VaultFailure(.contentNotScannable, ["reason": rawValue])
        }
    }
}
