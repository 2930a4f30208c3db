/// One document under one engine: our own look into containers, then libclamav, then the verdict.
struct Inspection {
    let engine: ClamAVEngine
    let folder: ScanFolder
    let limits: ContainerLimits
    let timeLimit: Duration

    /// The most bytes that libclamav calls clean without a look.
    static let unseenLength = 5

    /// Looks at `bytes` as one file. Blocks, for as long as the time limit and longer; cannot be cancelled.
    func verdict(on bytes: UnsafeRawBufferPointer) -> ScanVerdict {
        guard bytes.count <= limits.memberSize else { return .unscannable(.tooLarge) }
        // libclamav does not look at so little; text of five letters is seen through without it.
        if bytes.count <= Self.unseenLength { return PlainText.isPlain(bytes) ? .clean : .unscannable(.tooShort) }
        var check = ContainerCheck(limits: limits)
        if let reason = check.reason(against: bytes) { return .unscannable(reason) }
        do {
            let clock = ContinuousClock()
            let start = clock.now
            let report = try folder.withRoom(for: room(for: bytes.count, unpacked: check.unpacked)) { engine.scan(bytes) }
            return ScanVerdict(report: report, elapsed: start.duration(to: clock.now), timeLimit: timeLimit)
        } catch {
            return .failed("the temporary folder cannot be used: \(error)")
        }
    }

    /// Bytes that libclamav may write: what unpacks, normalised copies of it, and some for its small files;
    /// never more than it looks at in one scan.
    private func room(for count: Int, unpacked: Int) -> Int {
        min(4 * count + 2 * unpacked, limits.totalSize + count) + 8 * 1024 * 1024
    }
}
