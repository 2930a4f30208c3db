import GRDB
import Logging

extension Vault {
    /// Puts files and rows in step after a stop: half-written files and sealed files without a row go, erasures are
    /// finished, and documents whose file is missing are named in the log and the journal. The store opens all the same.
    ///
    /// Only while nothing else uses the store.
    /// - Throws: `diskFailed`, `diskFull`, `catalogDamaged`.
    func sweepOrphans() async throws {
        let known = try await catalog.read { database in
            (rows: try DocumentRecord.allIDs(database), erased: try Erasures.unfinished(database))
        }
        let sweep = try await pools.disk.run { [blobs] in
            var sweep = OrphanSweep(rows: known.rows, erased: known.erased)
            try blobs.forEach { sweep.visit($0) }
            _ = try blobs.removeIncoming()
            for document in sweep.finished { try blobs.remove(document) }
            if sweep.isPlausible { for document in sweep.orphans { try blobs.remove(document) } }
            return sweep
        }
        if !known.erased.isEmpty {
            try await catalog.write { try Erasures.finish(known.erased, in: $0) }
        }
        report(sweep)
        try await recordMissing(sweep.missing)
    }

    private func report(_ sweep: OrphanSweep) {
        let count = Logger.MetadataValue.stringConvertible(sweep.orphans.count)
        if !sweep.isPlausible {
            logger.error("Far more sealed files than documents; none was removed. Is this the right catalog?", metadata: ["files": count])
        } else if !sweep.orphans.isEmpty {
            logger.notice("Removed sealed files of deposits that never ended", metadata: ["files": count])
        }
        for document in sweep.missing {
            logger.critical("The file of a document is missing", metadata: ["document": .string(document.text)])
        }
    }

    private func recordMissing(_ documents: [DocumentID]) async throws {
        guard !documents.isEmpty else { return }
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
