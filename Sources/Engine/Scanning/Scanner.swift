import Synchronization

/// The virus scanner: libclamav in this process (SEC-05). It fails closed: only `ScanVerdict.clean` may be stored,
/// and without current signatures and a passed self-test there are no verdicts at all.
///
/// A scan cannot be cancelled. Signatures are loaded beside the old ones and swapped while scans go on, so memory
/// doubles meanwhile; the old ones die with their last scan.
public final class Scanner: Sendable {
    let settings: Settings.Scanner
    let limits: ContainerLimits
    let clock: any WallClock
    let work: BlockingWork
    /// Loads take seconds to a minute and must not hold up scans.
    let loader = BlockingWork(threads: 1, queue: 4)
    let state = Mutex(State())

    /// A scanner that accepts nothing until `load()` has succeeded.
    ///
    /// - Parameters:
    ///   - maxSize: the largest document in bytes, and the largest member of a container.
    ///   - work: the pool in which scans run; as wide as `settings.threads`.
    public init(settings: Settings.Scanner, maxSize: Int, work: BlockingWork, clock: any WallClock) {
        self.settings = settings
        self.limits = ContainerLimits(memberSize: maxSize)
        self.work = work
        self.clock = clock
    }

    /// Judges the first `length` bytes of `descriptor`, which nobody may write or shorten meanwhile.
    ///
    /// - Parameter type: what `MediaType.detect` said.
    /// - Throws: `scannerNotReady`, `signaturesMissing`, `signaturesUnreadable`, `signaturesUnusable` or
    ///   `signaturesTooOld` when there can be no verdict, `busy`, `stopping`. What is wrong with the document
    ///   is in the verdict, not thrown.
    public func scan(descriptor: Int32, length: Int, type: MediaType) async throws -> ScanVerdict {
        guard length > 0 else { return .unscannable(.tooShort) }
        guard length <= limits.memberSize else { return .unscannable(.tooLarge) }
        guard length > Inspection.unseenLength || type.isText else { return .unscannable(.tooShort) }
        let inspection = try begin()
        defer { end() }
        return try await work.run {
            let map = try MappedDescriptor(descriptor, length: length)
            return withExtendedLifetime(map) { inspection.verdict(on: map.bytes) }
        }
    }

    /// How the scanner stands at this moment.
    public var status: ScannerStatus {
        let now = clock.now()
        return state.withLock { state in state.status(settings: settings, now: now) }
    }

    /// Ends loading, forgets the signatures and removes the temporary folder. Scans that run are finished first
    /// by whoever stops the pool.
    public func stop() async {
        await loader.stop()
        state.withLock { state in
            state.stopped = true
            state.loaded = nil
        }
    }

    /// Throws unless documents can be judged now, and counts the scan.
    private func begin() throws -> Inspection {
        let now = clock.now()
        return try state.withLock { state in
            if let failure = state.obstacle(settings: settings, now: now) { throw failure }
            guard let loaded = state.loaded else { throw VaultFailure(.scannerNotReady) }
            state.scansRunning += 1
            return inspection(with: loaded.engine, in: loaded.folder)
        }
    }

    private func end() {
        state.withLock { state in
            state.scansRunning -= 1
            state.scansDone += 1
        }
    }

    func inspection(with engine: ClamAVEngine, in folder: ScanFolder) -> Inspection {
        Inspection(engine: engine, folder: folder, limits: limits, timeLimit: settings.timeLimit)
    }
}
