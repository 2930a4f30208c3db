import Engine

extension WebServices {
    /// The structure for which somebody acts on a page: the one that was asked for, or the first.
    ///
    /// - Throws: `notFound` for whoever acts for none, and for one that is not theirs.
    func membership(
        _ asked: String?, _ session: ActiveSession
    ) async throws -> (chosen: Membership, all: [Membership]) {
        let all = try await slot.vault().memberships(of: session.person)
        let isAsked = asked.map { !$0.isEmpty } ?? false
        let chosen = isAsked ? all.first { $0.structure.text == asked } : all.first
        guard let chosen else { throw VaultFailure(.notFound) }
        return (chosen, all)
    }
}

extension [Membership] {
    /// The structures to choose from.
    func choices(_ chosen: StructureID?) -> [StructureChoice] {
        map { StructureChoice(id: $0.structure.text, name: $0.structureName, isChosen: $0.structure == chosen) }
    }
}
