extension Vault {
    /// Refuses unless the policy allows it. The refusal is an event of its own (AUD-01), which the holder of the
    /// resource can read.
    ///
    /// - Throws: `denied` to operators, `notFound` to everyone else.
    func require(_ actor: Actor, _ action: Action, on resource: Resource, item: [UInt8]? = nil) async throws {
        do {
            try AccessPolicy.require(actor, action, on: resource)
        } catch {
            try await recordDenial(of: action, to: actor, owner: resource.owner, item: item)
            throw error
        }
    }

    /// Refuses an id that does not exist, with the same work as for one that is somebody else's: neither the answer
    /// nor the time it takes tells the two apart.
    func refuseUnknown(_ actor: Actor, _ action: Action, item: [UInt8]) async throws -> VaultFailure {
        try await recordDenial(of: action, to: actor, owner: nil, item: item)
        return VaultFailure(.notFound)
    }

    private func recordDenial(of action: Action, to actor: Actor, owner: AccountID?, item: [UInt8]?) async throws {
        let event = AuditEvent(.accessDenied, .refused, owner: owner, item: item, details: [.action: action.rawValue])
        try await journal.record(event, by: actor)
    }
}

extension Resource {
    /// The account that it belongs to, where there is one.
    var owner: AccountID? {
        switch self {
        case .service: nil
        case .safe(let holder): holder
        case .account(let account): account
        }
    }
}
