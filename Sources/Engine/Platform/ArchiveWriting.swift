internal import CArchive

/// Makes small containers in memory, for the scanner's self-test and for tests.
enum ArchiveWriting {
    /// The container to make.
    enum Form: Sendable, Equatable {
        case zip
        /// A zip whose members are encrypted with `password` in the given way (`traditional`, `aes256`).
        case encryptedZip(method: String, password: String)
        case sevenZip
        case tar
        case gzippedTar
    }

    /// A container of `members` in that order.
    ///
    /// - Throws: `fault` with libarchive's reason.
    static func container(_ form: Form, members: [(name: String, bytes: [UInt8])]) throws -> [UInt8] {
        guard let archive = archive_write_new() else { throw VaultFailure(.fault) }
        defer { archive_write_free(archive) }
        try configure(archive, form)
        let sink = Sink()
        // One byte a block, so that no padding is added at the end of a zip.
        archive_write_set_bytes_in_last_block(archive, 1)
        let opened = archive_write_open(
            archive, Unmanaged.passUnretained(sink).toOpaque(), nil,
            { _, context, bytes, count in
                guard let context, let bytes else { return -1 }
                Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes
                    .append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
                return count
            }, nil)
        try check(archive, opened)
        for member in members { try write(member.bytes, named: member.name, to: archive) }
        try check(archive, archive_write_close(archive))
        return withExtendedLifetime(sink) { sink.bytes }
    }

    private static func configure(_ archive: OpaquePointer, _ form: Form) throws {
        switch form {
        case .zip:
            try check(archive, archive_write_set_format_zip(archive))
        case .encryptedZip(let method, let password):
            try check(archive, archive_write_set_format_zip(archive))
            try check(archive, archive_write_set_options(archive, "zip:encryption=\(method)"))
            try check(archive, archive_write_set_passphrase(archive, password))
        case .sevenZip:
            try check(archive, archive_write_set_format_7zip(archive))
        case .tar:
            try check(archive, archive_write_set_format_ustar(archive))
        case .gzippedTar:
            try check(archive, archive_write_set_format_ustar(archive))
            try check(archive, archive_write_add_filter_gzip(archive))
        }
    }

    private static func write(_ bytes: [UInt8], named name: String, to archive: OpaquePointer) throws {
        guard let entry = archive_entry_new() else { throw VaultFailure(.fault) }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, Int64(bytes.count))
        archive_entry_set_filetype(entry, 0o100000)
        archive_entry_set_perm(entry, 0o600)
        try check(archive, archive_write_header(archive, entry))
        let written = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw VaultFailure(.fault, cause: error(of: archive)) }
    }

    private static func check(_ archive: OpaquePointer, _ code: Int32) throws {
        guard code >= ARCHIVE_WARN else { throw VaultFailure(.fault, cause: error(of: archive)) }
    }

    private static func error(of archive: OpaquePointer) -> ArchiveError {
        .unreadable(archive_error_string(archive).map { String(cString: $0) } ?? "unknown")
    }

    private final class Sink {
        var bytes: [UInt8] = []
    }
}
