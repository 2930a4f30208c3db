import GRDB

extension Vault {
    /// Runs a change of content in one transaction, durable when this returns. A failed fsync of the catalog closes
    /// the store for writing: the commit may or may not be on the disk.
    ///
    /// Reading goes on in a store closed for writing; so sessions and the journal of reading do not come through here.
    /// - Throws: `readOnlyAfterFault`; as `Catalog.write`.
    @discardableResult
    func change<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try health.requireWritable()
        do {
            return try await catalog.write(body)
        } catch {
            if Self.isFailedSync(error) { health.failed("fsync of the catalog failed") }
            throw error
        }
    }

    private static func isFailedSync(_ error: any Error) -> Bool {
        guard let fault = (error as? VaultFailure)?.cause as? DatabaseError else { return false }
        return [.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC].contains(fault.extendedResultCode)
    }
}
