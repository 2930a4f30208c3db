/// What a professional is to the holder of a safe, at one moment.
///
/// A structure counts where all of this holds: its convention runs, the professional's habilitation is active and
/// covers the person, the professional has not ended the follow-up, and the person has accepted the affiliation.
public struct SafeRelation: Sendable, Equatable {
    /// What the person's mandate to each structure allows, for the structures through which the professional follows
    /// the person. One structure's mandate never serves another.
    public let acts: [StructureID: Set<MandateAct>]

    /// A relation.
    public init(acts: [StructureID: Set<MandateAct>]) { self.acts = acts }

    /// A relation through structures whose mandates all allow the same.
    public init(structures: Set<StructureID> = [], mandated: Set<MandateAct> = []) {
        self.init(acts: Dictionary(uniqueKeysWithValues: structures.map { ($0, mandated) }))
    }

    /// No relation at all.
    public static let none = SafeRelation()

    /// The structures through which the professional follows the person.
    public var structures: Set<StructureID> { Set(acts.keys) }

    /// Whether the professional follows the person.
    public var follows: Bool { !acts.isEmpty }

    /// Whether the professional follows the person and a mandate allows this act.
    public func allows(_ act: MandateAct) -> Bool { acts.values.contains { $0.contains(act) } }

    /// The structures whose mandate allows this act, always in the same order.
    public func structures(for act: MandateAct) -> [StructureID] {
        acts.filter { $0.value.contains(act) }.keys.sorted { $0.text < $1.text }
    }

    /// The relation through some of its structures alone.
    func narrowed(to structures: Set<StructureID>) -> SafeRelation {
        SafeRelation(acts: acts.filter { structures.contains($0.key) })
    }
}
