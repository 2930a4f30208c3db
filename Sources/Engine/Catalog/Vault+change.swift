import GRDB

extension Vault {
    /// Runs a change of content in one transaction, durable when this returns.
    ///
    /// Reading goes on in a store closed for writing and on a full disk; so sessions and the journal of reading do not
    /// come through here.
    /// - Parameter onBallast: whether it may use the room that is kept for the journal: for what makes room.
    /// - Throws: `readOnlyAfterFault`; as `Catalog.write`.
    @discardableResult
    func change<Value: Sendable>(
        onBallast: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try health.requireWritable()
        if onBallast { return try await catalog.write(body) }
        try await requireBallast()
        return try await catalog.writeOffBallast(body)
    }

    /// The same in one commit with the changes of others at this moment, for what many do at once; each fails or holds
    /// by itself.
    ///
    /// - Parameter body: runs a second time where the disk was too full for all of them.
    /// - Throws: as `change`.
    func changeTogether(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try health.requireWritable()
        try await requireBallast()
        try await catalog.writeOffBallastTogether(body)
    }
}
