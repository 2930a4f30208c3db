extension Vault {
    /// A safe, for someone who may do `action` in it.
    ///
    /// - Throws: `notFound`, the same for a safe that does not exist and one that is somebody else's.
    func safe(_ id: SafeID, for action: Action, by actor: Actor) async throws -> SafeRecord {
        guard let safe = try await catalog.read({ try SafeRecord.find(id, in: $0) }) else {
            throw try await refuseUnknown(actor, action, item: id.bytes)
        }
        try await require(actor, action, on: .safe(holder: safe.holder), item: id.bytes)
        return safe
    }

    /// A document with its safe, for someone who may do `action` with it.
    ///
    /// - Throws: `notFound`, the same for a document that does not exist and one that is somebody else's.
    func located(_ id: DocumentID, for action: Action, by actor: Actor) async throws -> LocatedDocument {
        guard let found = try await catalog.read({ try LocatedDocument.find(id, in: $0) }) else {
            throw try await refuseUnknown(actor, action, item: id.bytes)
        }
        try await require(actor, action, on: .safe(holder: found.safe.holder), item: id.bytes)
        return found
    }

    /// The key of a safe as its row has it.
    func key(of safe: SafeRecord) throws -> SafeKey {
        try safeKeys.key(of: safe.id, wrapped: safe.wrappedKey, keyring: keys.keyring)
    }
}
