extension Vault {
    /// Refuses unless the policy allows it. The refusal is an event of its own (AUD-01), which the holder of the
    /// resource can read. Of a person who is refused again and again `DenialCount` says what is written down.
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
        var details: [AuditEvent.Detail: String] = [.action: action.rawValue]
        if case .person(let person) = actor {
            let subject = Array(action.rawValue.utf8) + (item ?? owner?.bytes ?? [])
            guard let untold = denials.note(of: person.account, subject, now: clock.now()) else { return }
            if untold > 0 { details[.count] = "\(untold)" }
        }
        let event = AuditEvent(.accessDenied, .refused, owner: owner, item: item, details: details)
        try await journal.record(event, by: actor)
    }
}

extension Resource {
    /// The account that it belongs to, where there is one.
    var owner: AccountID? {
        switch self {
        case .service, .structure: nil
        case .safe(let safe), .document(let safe, _): safe.holder
        case .account(let account, _): account
        }
    }
}
