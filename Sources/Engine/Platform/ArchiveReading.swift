internal import CArchive

/// One member of a container, as libarchive lists it.
struct ArchiveMember: Sendable, Equatable {
    let path: String
    /// The size the container declares, where it does.
    let declaredSize: Int?
    let isEncrypted: Bool
    let isFile: Bool
}

/// What can stand in the way of reading a container.
enum ArchiveError: Error, Equatable {
    /// Damaged, cut off, or in a form that libarchive does not read.
    case unreadable(String)
    /// Needs a password.
    case encrypted
}

/// Reads a container in memory, member after member, by libarchive.
///
/// Used from one thread, within one call.
final class ArchiveReader {
    /// What is to be read.
    enum Form { case container, bareCompression }

    private let archive: OpaquePointer

    /// Opens `bytes`, which must outlive the reader.
    ///
    /// The forms are listed one by one: "all" of libarchive would also take text files for mtree lists, and RAR
    /// is refused before this by its own name.
    init(_ bytes: UnsafeRawBufferPointer, form: Form) throws {
        guard let archive = archive_read_new() else { throw ArchiveError.unreadable("out of memory") }
        self.archive = archive
        switch form {
        case .container:
            archive_read_support_format_zip_seekable(archive)
            archive_read_support_format_7zip(archive)
            archive_read_support_format_tar(archive)
            archive_read_support_format_gnutar(archive)
            archive_read_support_format_cpio(archive)
            archive_read_support_format_ar(archive)
            archive_read_support_format_cab(archive)
            archive_read_support_format_lha(archive)
            archive_read_support_format_iso9660(archive)
            archive_read_support_format_xar(archive)
        case .bareCompression:
            archive_read_support_format_raw(archive)
            archive_read_support_filter_gzip(archive)
            archive_read_support_filter_bzip2(archive)
            archive_read_support_filter_xz(archive)
            archive_read_support_filter_lzma(archive)
            archive_read_support_filter_compress(archive)
            archive_read_support_filter_zstd(archive)
            archive_read_support_filter_lz4(archive)
        }
        guard archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
            throw ArchiveError.unreadable(Self.reason(archive))
        }
    }

    deinit { archive_read_free(archive) }

    /// The next member, or nil at the end.
    func next() throws -> ArchiveMember? {
        var entry: OpaquePointer?
        switch archive_read_next_header(archive, &entry) {
        case ARCHIVE_OK, ARCHIVE_WARN: break
        case ARCHIVE_EOF: return nil
        default: throw failure()
        }
        guard let entry else { return nil }
        let path = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        return ArchiveMember(
            path: path.map { String(cString: $0) } ?? "",
            declaredSize: archive_entry_size_is_set(entry) != 0 ? Int(archive_entry_size(entry)) : nil,
            isEncrypted: archive_entry_is_encrypted(entry) != 0,
            isFile: archive_entry_filetype(entry) == 0o100000 || archive_entry_filetype(entry) == 0
        )
    }

    /// Hands the data of the current member on, piece by piece, until `body` says stop.
    ///
    /// - Throws: `ArchiveError`; a wrong checksum counts as unreadable.
    func read(_ body: (UnsafeRawBufferPointer) -> Continuation) throws {
        var start: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        while true {
            switch archive_read_data_block(archive, &start, &count, &offset) {
            case ARCHIVE_OK: break
            case ARCHIVE_EOF: return
            default: throw failure()
            }
            guard body(UnsafeRawBufferPointer(start: start, count: count)) == .goOn else { return }
        }
    }

    /// Whether reading goes on.
    enum Continuation { case goOn, stop }

    private func failure() -> ArchiveError {
        if archive_read_has_encrypted_entries(archive) > 0 { return .encrypted }
        let reason = Self.reason(archive)
        return reason.lowercased().contains("encrypt") || reason.contains("assphrase") ? .encrypted : .unreadable(reason)
    }

    private static func reason(_ archive: OpaquePointer) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? "unknown form"
    }
}
