import GRDB
import Logging

/// Deletes one document: first the row with the wrapped key, in one transaction, which makes the file unreadable
/// wherever it lies; then the file. What a stop leaves of the second half is finished at the next start.
struct Erasure {
    let vault: Vault
    let document: LocatedDocument
    let actor: Actor

    func run() async throws -> ErasureReceipt {
        let erasedAt = vault.clock.now()
        try await vault.change(onBallast: true) { try deleteRow(at: erasedAt, in: $0) }
        await removeFile()
        return ErasureReceipt(
            document: document.record.id, erasedAt: erasedAt,
            goneFromSnapshotsBy: vault.settings.backups.lastCopyGone(after: erasedAt))
    }

    private func deleteRow(at moment: Moment, in database: Database) throws {
        // The row as it is now: a second deletion at the same time must not give the room back twice, and what the
        // holder has just kept stays.
        let record = try vault.stillLocated(document.record.id, for: .deleteDocument, by: actor, in: database).record
        try record.delete(in: database)
        try SafeRecord.giveBack(record.size, to: record.safe, in: database)
        try Erasures.insert(record.id, holder: document.safe.holder, at: moment, in: database)
        let event = AuditEvent(
            .documentDeleted, owner: document.safe.holder, item: record.id.bytes,
            structure: actor.isProfessional ? record.depositorStructure : nil, details: [.bytes: String(record.size)])
        try vault.journal.record(event, by: actor, in: database)
    }

    private func removeFile() async {
        let id = document.record.id
        do {
            try await vault.removeFiles(ofErased: [id])
        } catch {
            // The document is gone for everyone: only ciphertext without a key is left, until the next start.
            vault.logger.warning(
                "The file of a deleted document is left for the next start",
                metadata: ["document": .string(id.text), "cause": "\(error)"])
        }
    }
}
