import GRDB
import Logging

/// Deletes an account with everything that hangs on it: first the rows with the key of the safe, in one transaction,
/// which makes every document unreadable wherever it lies; then the files. An empty account stays in its place, so that
/// journals still tell who acted, and nobody gets the same identity again.
struct AccountErasure {
    let vault: Vault
    let account: AccountID
    let actor: Actor

    /// - Parameter check: what must hold within the same transaction.
    func run(_ check: @escaping @Sendable (Database) throws -> Void = { _ in }) async throws -> AccountErasureReceipt {
        let now = vault.clock.now()
        let documents = try await vault.change { database in
            try check(database)
            return try erase(at: now, in: database)
        }
        vault.safeKeys.removeAll()
        vault.nameCache.forget(account)
        await removeFiles(documents)
        return AccountErasureReceipt(
            at: now, goneFromSnapshotsBy: vault.settings.backups.lastCopyGone(after: now))
    }

    private func erase(at moment: Moment, in database: Database) throws -> [DocumentID] {
        let documents = try DocumentRecord.ids(of: account, database)
        for document in documents { try Erasures.insert(document, holder: account, at: moment, in: database) }
        try vault.journal.record(
            AuditEvent(.accountErased, owner: account, details: [.count: "\(documents.count)"]), by: actor, in: database)
        guard try AccountRecord.empty(account, keys: vault.keys, in: database) else { throw VaultFailure(.notFound) }
        return documents
    }

    /// What a stop leaves of this is done by the next start or purge: only ciphertext without a key.
    private func removeFiles(_ documents: [DocumentID]) async {
        do {
            try await vault.removeFiles(ofErased: documents)
        } catch {
            vault.logger.warning(
                "Files of a deleted account are left for the next start", metadata: ["cause": "\(error)"])
        }
    }
}

/// What a person is told who deletes the account.
public struct AccountErasureReceipt: Sendable, Equatable {
    /// When it is deleted.
    public let at: Moment
    /// The moment by which the last snapshot that held anything of it is gone (RET-05).
    public let goneFromSnapshotsBy: Moment
}
