/// Whose deposit a document is, once that is settled.
enum DepositSource: Sendable {
    /// The holder's own.
    case holder(isSensitive: Bool)
    /// That of a professional, for a structure.
    case structure(StructureID, isSensitive: Bool)

    /// The structure for which it is done; nil for the holder's own.
    var structure: StructureID? {
        guard case .structure(let structure, _) = self else { return nil }
        return structure
    }

    var isSensitive: Bool {
        switch self {
        case .holder(let isSensitive), .structure(_, let isSensitive): isSensitive
        }
    }

    /// What the depositor is told of a refusal: how full a safe is, and how much it holds, is for its holder to know.
    func told(_ error: any Error) -> any Error {
        guard structure != nil, let failure = error as? VaultFailure,
            [.safeFull, .tooManyDocuments].contains(failure.code)
        else { return error }
        return VaultFailure(.noRoomThere)
    }
}
