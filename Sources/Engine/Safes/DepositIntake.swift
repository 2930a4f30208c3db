import Logging
import NIOCore
import Synchronization

/// Takes in one document piece by piece, in memory and in one memory budget with all other uploads.
///
/// One caller at a time. Until `finish` returns nothing is stored, and the person must not be told yes.
public final class DepositIntake: Sendable {
    private let vault: Vault
    private let safe: SafeRecord
    private let actor: Actor
    private let source: DepositSource
    private let file: MemoryFile
    private let ticket: UploadBudget.Ticket
    private let isOpen = Mutex(true)

    init(vault: Vault, safe: SafeRecord, actor: Actor, source: DepositSource, most: Int) throws {
        self.vault = vault
        self.safe = safe
        self.actor = actor
        self.source = source
        self.file = try MemoryFile()
        self.ticket = vault.uploads.admit(most: most)
    }

    deinit { vault.uploads.release(ticket) }

    /// Bytes so far.
    public var length: Int { file.length }

    /// Takes the next bytes, when there is memory for them.
    ///
    /// - Throws: `documentTooLarge`, `safeFull`, `busy` when memory does not come free. The intake is over then.
    public func append(_ bytes: ByteBuffer) async throws {
        try await guarded {
            try await self.makeRoom(for: bytes.readableBytes)
            try bytes.withUnsafeReadableBytes { try self.file.append($0) }
        }
    }

    /// Takes the next bytes, when there is memory for them.
    ///
    /// - Throws: as with a buffer.
    public func append(_ bytes: [UInt8]) async throws { try await append(ByteBuffer(bytes: bytes)) }

    /// Checks, scans, seals and stores the document. When this returns, it is on the disk.
    ///
    /// - Parameters:
    ///   - fileName: as the browser gave it; it may hold a path.
    ///   - title: nil or blank for one made of the file name.
    /// - Throws: `documentEmpty`, `titleUnusable`, `typeNotAccepted`, `virusFound` and the other refusals of content,
    ///   `scannerNotReady`, `signaturesMissing`, `signaturesTooOld`, `scanFailed`, `safeFull`, `tooManyDocuments`, `diskFull`,
    ///   `diskFailed`, `readOnlyAfterFault`, `busy`. Nothing is stored then.
    public func finish(fileName: String, title: String? = nil) async throws -> DepositReceipt {
        let receipt = try await guarded {
            guard self.file.length > 0 else { throw VaultFailure(.documentEmpty) }
            let names = try DocumentNames(fileName: fileName, title: title)
            return try await Deposit(
                vault: self.vault, safe: self.safe, actor: self.actor, source: self.source, file: self.file, names: names
            ).run()
        }
        await close()
        return receipt
    }

    /// Gives up; nothing is kept.
    ///
    /// - Parameter reason: `uploadCutOff` or `uploadTooSlow`.
    public func abandon(_ reason: FailureCode = .uploadCutOff) async {
        guard await close() else { return }
        await vault.recordRefusal(of: VaultFailure(reason), in: safe, through: source.structure, by: actor)
    }

    private func makeRoom(for count: Int) async throws {
        let length = file.length + count
        let limit = vault.settings.documents.maxSize
        guard length <= limit else { throw VaultFailure(.documentTooLarge, ["limit": String(limit)]) }
        // As of the beginning; the word that counts is said when it is stored.
        let free = max(0, safe.quota - safe.used)
        guard length <= free else { throw VaultFailure(.safeFull, ["free": String(free)]) }
        try await vault.uploads.reserve(length, for: ticket)
    }

    /// Runs a step; a failure ends the intake and is journaled.
    private func guarded<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        guard isOpen.withLock({ $0 }) else { throw VaultFailure(.uploadCutOff) }
        do {
            return try await body()
        } catch {
            if await close() { await vault.recordRefusal(of: error, in: safe, through: source.structure, by: actor) }
            throw source.told(error)
        }
    }

    /// Wipes the memory and gives it back.
    ///
    /// - Returns: whether this call did.
    @discardableResult
    private func close() async -> Bool {
        let isFirst = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard isFirst else { return false }
        // A pool that takes no work any more frees the pages all the same, only not overwritten.
        _ = try? await vault.pools.disk.run { [file] in file.wipe() }
        vault.uploads.release(ticket)
        return true
    }
}

extension Vault {
    /// Journals a document that was not taken, by the code of the reason alone. What stood in the way is about to be
    /// thrown, so a journal that cannot be written now (a full disk) only makes a line in the log.
    func recordRefusal(
        of error: any Error, in safe: SafeRecord, through structure: StructureID?, by actor: Actor
    ) async {
        let code = (error as? VaultFailure)?.code ?? (error is CancellationError ? .uploadCutOff : .fault)
        let isOurs = [.unavailable, .storage, .fault, .busy].contains(code.kind)
        let event = AuditEvent(
            .documentRefused, isOurs ? .failed : .refused, owner: safe.holder, structure: structure,
            details: [.reason: code.rawValue])
        do {
            // The request may have been cancelled; its end is recorded all the same.
            try await Task { try await journal.record(event, by: actor) }.value
        } catch {
            logger.error("A refusal could not be journaled", metadata: ["reason": "\(code.rawValue)", "cause": "\(error)"])
        }
    }
}
