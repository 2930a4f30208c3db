import CLinux
import Glibc
import Synchronization

/// An anonymous file in memory that holds an upload in clear until it is scanned and sealed: never on a disk, in no
/// folder, gone with this object. Counts its bytes and their SHA-256 as they come.
///
/// Its pages could only reach a disk by swap, which the unit turns off.
final class MemoryFile: Sendable {
    private let file: OwnedDescriptor
    private let state: Mutex<State>

    private struct State {
        var length = 0
        var digest: SHA256Stream
        var isComplete = false
    }

    /// An empty file.
    ///
    /// - Throws: `busy` when the system has no room for another one.
    init() throws {
        let number = vaultd_memory_file("upload")
        guard number >= 0 else { throw VaultFailure(.busy, retryAfter: 10) }
        file = OwnedDescriptor(number)
        state = Mutex(State(digest: try SHA256Stream()))
    }

    /// The descriptor, valid as long as this object.
    var descriptor: Int32 { file.number }

    /// Bytes so far.
    var length: Int { state.withLock { $0.length } }

    /// SHA-256 of the bytes so far.
    func digest() throws -> [UInt8] { try state.withLock { try $0.digest.finish() } }

    /// Adds bytes at the end.
    ///
    /// - Throws: `busy` when memory is used up; `fault` once the file is complete.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            guard !state.isComplete else { throw VaultFailure(.fault) }
            do {
                try DescriptorIO.write(bytes, to: file.number, at: state.length)
            } catch {
                throw VaultFailure(.busy, cause: error, retryAfter: 10)
            }
            try state.digest.update(bytes)
            state.length += bytes.count
        }
    }

    /// Ends the file: from here on nothing can lengthen or shorten it, so that a mapping of it stays whole.
    ///
    /// - Throws: `fault`.
    func complete() throws {
        try state.withLock { state in
            guard !state.isComplete else { return }
            guard vaultd_seal_length(file.number) == 0 else { throw VaultFailure(.fault) }
            state.isComplete = true
        }
    }

    /// Overwrites the contents with zeros. Blocks for about 0.1 ms a megabyte; nothing may read meanwhile.
    func wipe() {
        state.withLock { state in
            guard state.length > 0,
                let start = mmap(nil, state.length, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0), start != MAP_FAILED
            else { return }
            Libcrypto.wipe(UnsafeMutableRawBufferPointer(start: start, count: state.length))
            munmap(start, state.length)
        }
    }
}
