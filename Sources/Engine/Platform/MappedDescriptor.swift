import Glibc

/// The bytes of an open file, mapped for reading while this lives. The descriptor stays the caller's.
///
/// The file must not be cut shorter meanwhile (reading past its end would kill the process): it is a memory
/// file of this process that nobody writes to any more.
///
/// `@unchecked Sendable`: an immutable mapping, released in `deinit`, readable from any thread.
final class MappedDescriptor: @unchecked Sendable {
    /// The mapped bytes; valid as long as this object.
    let bytes: UnsafeRawBufferPointer

    /// Maps the first `length` bytes of `descriptor`.
    ///
    /// - Throws: `uploadCutOff` if the file is shorter; `diskFailed` if it cannot be mapped.
    init(_ descriptor: Int32, length: Int) throws {
        guard length > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) >= length else {
            throw VaultFailure(.uploadCutOff)
        }
        guard let start = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw DescriptorIO.failure(errno: errno, descriptor)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: length)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
