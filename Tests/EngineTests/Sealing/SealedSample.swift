import Glibc

@testable import Engine

/// A sealed file in memory-backed storage, and everything needed to open it, to damage it, and to see what came out.
final class SealedSample: Sendable {
    let identity = SealedFileIdentity(document: Array(0..<16), owner: Array(16..<32))
    let key: SecretBytes
    let text: [UInt8]
    let summary: SealedFileSummary
    let bytes: [UInt8]

    /// Seals `length` random bytes, handed over in pieces of `piece`.
    init(length: Int, piece: Int = 100_000) throws {
        key = try .random(count: 32)
        text = try Digest.random(length)
        let file = try Self.temporaryFile([])
        let writer = try SealedFileWriter(descriptor: file.number, identity: identity, key: key)
        try text.withUnsafeBytes { text in
            for start in stride(from: 0, to: length, by: piece) {
                try writer.append(UnsafeRawBufferPointer(rebasing: text[start..<min(start + piece, length)]))
            }
        }
        summary = try writer.finish()
        let length = try DescriptorIO.length(of: file.number)
        bytes = try [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            filled = try DescriptorIO.read(into: UnsafeMutableRawBufferPointer(buffer), from: file.number, at: 0)
        }
    }

    /// What came out of a file before it failed, if it did.
    struct Outcome: Sendable {
        var bytes: [UInt8] = []
        var failure: FailureCode?
    }

    /// What the catalog believes about a file.
    struct Belief: Sendable {
        var identity: SealedFileIdentity
        var key: SecretBytes
        var length: Int
        var commitment: [UInt8]?
    }

    /// The truth about this file.
    var belief: Belief { Belief(identity: identity, key: key, length: text.count, commitment: summary.commitment) }

    /// A reader over `bytes` (this file's own if nil), under a belief (the true one if nil).
    func reader(_ bytes: [UInt8]? = nil, _ belief: Belief? = nil) throws -> SealedFileReader {
        let belief = belief ?? self.belief
        let copy = try Self.temporaryFile(bytes ?? self.bytes)
        return try SealedFileReader(
            descriptor: dup(copy.number), identity: belief.identity, key: belief.key,
            expectedPlaintextLength: belief.length, expectedCommitment: belief.commitment
        )
    }

    /// Opens all of `bytes` and keeps what came out.
    func open(_ bytes: [UInt8]? = nil, _ belief: Belief? = nil) throws -> Outcome {
        var outcome = Outcome()
        do {
            let reader = try reader(bytes, belief)
            try reader.read(0..<reader.plaintextLength) { outcome.bytes += $0 }
        } catch let failure as VaultFailure {
            outcome.failure = failure.code
        }
        return outcome
    }

    static func temporaryFile(_ bytes: [UInt8]) throws -> OwnedDescriptor {
        var template = Array("/dev/shm/vaultd-sealed-XXXXXX".utf8CString)
        let file = OwnedDescriptor(mkstemp(&template))
        unlink(template)
        try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: file.number, at: 0) }
        return file
    }
}
