internal import CArchive
import Glibc
import Synchronization

/// Writes a zip piece by piece; what came out is taken after each piece, so that it never lies in memory as a whole.
/// Members are stored as they are: papers are compressed already. Large ones get Zip64 fields by themselves.
// Unchecked: libarchive's pointer and the bytes are touched under `lock` alone.
final class ZipWriting: @unchecked Sendable {
    private let lock = Mutex(())
    private let archive: OpaquePointer
    private var out: [UInt8] = []

    init() throws {
        guard let archive = archive_write_new() else { throw VaultFailure(.fault) }
        self.archive = archive
        try check(archive_write_set_format_zip(archive))
        try check(archive_write_set_options(archive, "zip:compression=store"))
        // Nothing is held back to fill a block, and nothing is added at the end.
        try check(archive_write_set_bytes_per_block(archive, 0))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        // The archive goes with its owner, so the owner outlives every call.
        let owner = Unmanaged.passUnretained(self).toOpaque()
        try check(
            archive_write_open(
                archive, owner, nil,
                { _, owner, bytes, count in
                    guard let owner, let bytes else { return -1 }
                    Unmanaged<ZipWriting>.fromOpaque(owner).takeUnretainedValue().out
                        .append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
                    return count
                }, nil))
    }

    deinit {
        // One that broke off must not write its end into an owner that is going.
        archive_write_fail(archive)
        archive_write_free(archive)
    }

    /// Begins a member.
    ///
    /// - Parameters:
    ///   - name: its path, in any letters.
    ///   - length: bytes that will come; nil where that is not known.
    func begin(_ name: String, length: Int?, at moment: Moment) throws {
        try lock.withLock { _ in
            guard let entry = archive_entry_new() else { throw VaultFailure(.fault) }
            defer { archive_entry_free(entry) }
            archive_entry_set_pathname_utf8(entry, name)
            if let length { archive_entry_set_size(entry, Int64(length)) }
            archive_entry_set_filetype(entry, 0o100000)
            archive_entry_set_perm(entry, 0o600)
            archive_entry_set_mtime(entry, Int(moment.seconds), 0)
            try check(UTF8Locale.run { archive_write_header(archive, entry) })
        }
    }

    /// The next bytes of the member.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        try lock.withLock { _ in
            var rest = bytes
            while let start = rest.baseAddress, !rest.isEmpty {
                let written = archive_write_data(archive, start, rest.count)
                guard written > 0 else { throw failure }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    /// The member is complete.
    func end() throws { try lock.withLock { _ in try check(archive_write_finish_entry(archive)) } }

    /// All members are complete.
    func finish() throws { try lock.withLock { _ in try check(archive_write_close(archive)) } }

    /// What came out since the last time.
    func take() -> [UInt8] {
        lock.withLock { _ in
            defer { out.removeAll(keepingCapacity: true) }
            return out
        }
    }

    private func check(_ code: Int32) throws {
        guard code == ARCHIVE_OK else { throw failure }
    }

    private var failure: VaultFailure {
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "unknown"
        return VaultFailure(.fault, cause: ArchiveError.unreadable(reason))
    }
}

/// libarchive writes names of other letters than ASCII only where the thread's locale knows UTF-8; a service has none.
private enum UTF8Locale {
    static func run<Value>(_ body: () -> Value) -> Value {
        // LC_CTYPE alone: number and date formats stay as they are. Debian's C library always has C.UTF-8.
        let own = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
        let before = uselocale(own)
        defer {
            uselocale(before)
            if let own { freelocale(own) }
        }
        return body()
    }
}
