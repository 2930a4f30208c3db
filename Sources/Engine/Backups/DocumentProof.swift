/// Opens a document's sealed file with its key, chunk by chunk: what nothing but the file as it was written passes.
struct DocumentProof: Sendable {
    let vault: Vault

    /// Whether the store's file of a document opens to its end; true for one that was erased meanwhile.
    ///
    /// - Throws: `busy`, `stopping`, failures of the catalog.
    func opens(_ document: DocumentID) async throws -> Bool {
        let found = try await vault.catalog.read { database -> (DocumentRecord, SafeRecord)? in
            guard let record = try DocumentRecord.find(document, in: database),
                let safe = try SafeRecord.find(record.safe, in: database)
            else { return nil }
            return (record, safe)
        }
        guard let (record, safe) = found else { return true }
        do {
            let key = try vault.key(of: safe)
            try await vault.pools.disk.run { [blobs = vault.blobs] in
                let documentKey = try key.unwrapDocumentKey(record.wrappedKey, of: record.id)
                let reader = try SealedFileReader(
                    descriptor: try blobs.open(record.id), identity: key.identity(of: record.id), key: documentKey,
                    expectedPlaintextLength: record.size, expectedCommitment: record.commitment)
                try reader.verify()
            }
            return true
        } catch let failure as VaultFailure where failure.kind == .damaged || failure.code == .diskFailed {
            return false
        }
    }
}
