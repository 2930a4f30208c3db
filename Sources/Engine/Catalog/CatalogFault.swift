import GRDB

/// Translates what SQLite says into the failures that the rest of the engine knows.
enum CatalogFault {
    /// The failure for `error`; a `VaultFailure` passes through as it is.
    static func failure(for error: any Error, path: String) -> any Error {
        guard let fault = error as? DatabaseError else { return error }
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
}
