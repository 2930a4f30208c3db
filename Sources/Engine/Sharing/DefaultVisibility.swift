/// Who sees what the holder of a safe puts in, until the holder says otherwise of one document (SHR-04).
public enum DefaultVisibility: String, Sendable, CaseIterable {
    /// Nobody else.
    case alone = "private"
    /// Everyone who follows the holder in a structure that may read.
    case shared
}

/// What holds for the next document that a holder puts in.
public struct DepositVisibility: Sendable, Equatable {
    /// The holder's choice.
    public let chosen: DefaultVisibility
    /// The structures that see the document at once, by name; where it is empty, nobody but the holder does.
    public let structures: [String]
    /// Whether sharing rests, since the password was just reset: until then all is private.
    public let isResting: Bool

    /// What holds.
    public init(chosen: DefaultVisibility, structures: [String], isResting: Bool) {
        self.chosen = chosen
        self.structures = structures
        self.isResting = isResting
    }
}
