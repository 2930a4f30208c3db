/// What a professional is to the holder of a safe, at one moment.
///
/// A structure counts where all of this holds: its convention runs, the professional's habilitation is active and
/// covers the person, the professional has not ended the follow-up, and the person has accepted the affiliation.
public struct SafeRelation: Sendable, Equatable {
    /// The structures through which the professional follows the person.
    public let structures: Set<StructureID>
    /// What the person's mandates to these structures allow.
    public let mandated: Set<MandateAct>

    /// A relation.
    public init(structures: Set<StructureID> = [], mandated: Set<MandateAct> = []) {
        self.structures = structures
        self.mandated = structures.isEmpty ? [] : mandated
    }

    /// No relation at all.
    public static let none = SafeRelation()

    /// Whether the professional follows the person.
    public var follows: Bool { !structures.isEmpty }

    /// Whether the professional follows the person and a mandate allows this act.
    public func allows(_ act: MandateAct) -> Bool { follows && mandated.contains(act) }
}
