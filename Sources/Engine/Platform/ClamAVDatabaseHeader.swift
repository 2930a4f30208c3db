internal import CClamAV

/// The header of an official signature file (`.cvd`, `.cld`).
struct ClamAVDatabaseHeader: Sendable, Equatable {
    let version: Int
    let signatureCount: Int
    let builtAt: Moment

    /// Reads the header of the file at `path`; nil if it has none that libclamav understands.
    init?(path: String) {
        guard let header = cl_cvdhead(path) else { return nil }
        defer { cl_cvdfree(header) }
        version = Int(header.pointee.version)
        signatureCount = Int(header.pointee.sigs)
        builtAt = Moment(seconds: Int64(header.pointee.stime))
    }
}
