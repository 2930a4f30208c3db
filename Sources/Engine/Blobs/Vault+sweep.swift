import GRDB
import Logging

extension Vault {
    /// Puts files and rows in step after a stop: half-written files go, erasures are finished, sealed files without a row
    /// are set aside, those whose row is here again come back, and documents whose file is missing are named in the log
    /// and the journal. The store opens all the same.
    ///
    /// Here and not when somebody reads: rows can only come back together with another catalog, and that takes a start.
    /// Only while nothing else uses the store.
    /// - Throws: `diskFailed`, `diskFull`, `catalogDamaged`.
    func sweepOrphans() async throws {
        let known = try await catalog.read { database in
            (
                rows: try DocumentRecord.allIDs(database), erased: try Erasures.all(database),
                unfinished: try Erasures.unfinished(database)
            )
        }
        let trust = try await clockTrust()
        let sweep = try await pools.disk.run { [blobs, setAside] in
            var sweep = OrphanSweep(rows: known.rows, erased: known.erased)
            try blobs.forEach { sweep.visit($0) }
            for file in try setAside.files().reversed() { sweep.visit(file) }
            _ = try blobs.removeIncoming()
            return sweep
        }
        try await removeFiles(ofErased: known.unfinished.union(sweep.finished))
        try await pools.disk.run { [setAside] in try setAside.remove(erased: known.erased.subtracting(known.rows)) }
        try await bringBack(sweep.returning)
        // Under a clock that went back they must not look old as soon as it is right again.
        try await setAside(sweep.orphans, at: max(clock.now(), trust.trusted.wall))
        try await recordMissing(sweep.missing)
    }

    /// Removes the files of documents whose erasure is recorded, wherever they lie, and notes that they are gone.
    ///
    /// - Throws: `diskFailed`, `diskFull`.
    func removeFiles(ofErased documents: some Collection<DocumentID> & Sendable) async throws {
        guard !documents.isEmpty else { return }
        try await pools.disk.run { [blobs, setAside] in
            for document in documents { try blobs.remove(document) }
            try setAside.remove(erased: Set(documents))
        }
        try await catalog.write { try Erasures.finish(documents, in: $0) }
    }

    private func setAside(_ orphans: [DocumentID], at moment: Moment) async throws {
        guard !orphans.isEmpty else { return }
        let count = Logger.MetadataValue.stringConvertible(orphans.count)
        do {
            try await pools.disk.run { [setAside, blobs] in try setAside.take(orphans, from: blobs, at: moment) }
        } catch let failure as VaultFailure where failure.code == .diskFull {
            // They lie well where they are; people must get at their documents on a full disk too.
            logger.warning(
                "Sealed files that no safe lists could not be set aside on a full disk", metadata: ["files": count])
            return
        }
        logger.warning(
            "Sealed files that no safe lists were set aside: of deposits that never ended, or of another catalog",
            metadata: ["files": count, "folder": .string(setAside.path)])
        try await journal.record(AuditEvent(.filesSetAside, details: [.count: "\(orphans.count)"]), by: .schedule)
    }

    private func bringBack(_ files: [SetAside.File]) async throws {
        guard !files.isEmpty else { return }
        do {
            try await pools.disk.run { [setAside, blobs] in try setAside.giveBack(files, to: blobs) }
        } catch let failure as VaultFailure where failure.code == .diskFull {
            logger.error("Files that are listed again could not be brought back on a full disk; the next start tries again")
            return
        }
        logger.notice(
            "Files that had been set aside are listed again and were brought back",
            metadata: ["files": .stringConvertible(files.count)])
        try await journal.record(AuditEvent(.filesBroughtBack, details: [.count: "\(files.count)"]), by: .schedule)
    }

    private func recordMissing(_ documents: [DocumentID]) async throws {
        guard !documents.isEmpty else { return }
        for document in documents {
            logger.critical("The file of a document is missing", metadata: ["document": .string(document.text)])
        }
        try await catalog.write { database in
            for document in documents {
                let event = AuditEvent(
                    .documentDamaged, .failed,
                    owner: try DocumentRecord.holder(of: document, in: database),
                    item: document.bytes,
                    details: [.reason: FailureCode.documentMissing.rawValue]
                )
                try journal.record(event, by: .schedule, in: database)
            }
        }
    }
}
