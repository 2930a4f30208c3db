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
        let row = try Row.fetchOne(
            database, sql: "SELECT role, language, created_at FROM account WHERE id = ? AND state <> 'deleted'",
            arguments: [account.blob])
        guard let row else { throw VaultFailure(.notFound) }
        let safe = try SafeRecord.find(of: account, in: database)
        let documents = try safe.map { try DocumentRecord.ids(in: $0.id, database) } ?? []
        for document in documents { try Erasures.insert(document, holder: account, at: moment, in: database) }
        try vault.journal.record(
            AuditEvent(.accountErased, owner: account, details: [.count: "\(documents.count)"]), by: actor, in: database)
        // Sessions, password, safe, documents, shares, mandates: whatever names the account goes with it.
        try database.execute(sql: "DELETE FROM account WHERE id = ?", arguments: [account.blob])
        try leaveEmpty(row, in: database)
        return documents
    }

    private func leaveEmpty(_ row: Row, in database: Database) throws {
        func empty(_ column: String) throws -> [UInt8] {
            try vault.keys.directory.seal(text: "", at: AccountRecord.address(column, of: account))
        }
        try database.execute(
            sql: """
                INSERT INTO account (id, role, state, login_index, login_name, first_name, last_name, language, created_at)
                VALUES (?, ?, 'deleted', ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account.blob, row["role"] as String, try Digest.random(Digest.size).blob, try empty("login_name").blob,
                try empty("first_name").blob, try empty("last_name").blob, row["language"] as String,
                row["created_at"] as Int64,
            ])
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
