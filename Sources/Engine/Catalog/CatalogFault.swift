import GRDB

/// Translates what SQLite says into the failures that the rest of the engine knows.
enum CatalogFault {
    /// The failure for `error`; a `VaultFailure` passes through as it is.
    static func failure(for error: any Error, path: String) -> any Error {
        guard let fault = error as? DatabaseError else { return error }
        // The index of the write-ahead log could not grow.
        if fault.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return VaultFailure(.diskFull, ["path": path], cause: fault) }
        switch fault.resultCode {
        case .SQLITE_FULL: return VaultFailure(.diskFull, ["path": path], cause: fault)
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY:
            return VaultFailure(.diskFailed, ["path": path, "reason": fault.resultCode.description], cause: fault)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return VaultFailure(.catalogDamaged, ["reason": fault.resultCode.description], cause: fault)
        case .SQLITE_BUSY: return VaultFailure(.busy, cause: fault, retryAfter: 5)
        default: return VaultFailure(.fault, cause: fault)
        }
    }

    /// Whether it is an fsync that failed: what was committed may or may not be on the disk.
    static func isFailedSync(_ error: any Error) -> Bool {
        guard let fault = (error as? VaultFailure)?.cause as? DatabaseError else { return false }
        return [.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC].contains(fault.extendedResultCode)
    }
}
