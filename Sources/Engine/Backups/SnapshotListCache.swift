import Synchronization

/// Remembers what `status` says of the snapshots, as long as their folder has not changed: reading five manifests of
/// twenty thousand lines each is too much for a screen that somebody watches.
final class SnapshotListCache: Sendable {
    /// What is said of one snapshot.
    struct Entry: Sendable {
        let summary: SnapshotSummary
        let isOwn: Bool
        let isGood: Bool
    }

    private struct State {
        var fingerprint: [UInt8] = []
        var entries: [Entry]?
    }

    private let state = Mutex(State())

    init() {}

    /// The snapshots, oldest first: from memory, or by `load` where anything changed. Blocks.
    ///
    /// - Throws: `diskFailed`, what `load` throws.
    func entries(of folder: SnapshotFolder, keyring: Keyring, load: () throws -> KnownSnapshots) throws -> [Entry] {
        let fingerprint = try Self.fingerprint(of: folder, keyring)
        let known = state.withLock { $0.fingerprint == fingerprint ? $0.entries : nil }
        if let known { return known }
        let entries = try load().all.map { snapshot in
            let isOwn = if case .own = snapshot.standing { true } else { false }
            return Entry(summary: SnapshotSummary(snapshot), isOwn: isOwn, isGood: snapshot.isGood)
        }
        state.withLock { $0 = State(fingerprint: fingerprint, entries: entries) }
        return entries
    }

    /// Changes with every snapshot that comes, goes, is checked or is written to, and with the keys at hand.
    private static func fingerprint(of folder: SnapshotFolder, _ keyring: Keyring) throws -> [UInt8] {
        var bytes = CanonicalBytes()
        for term in keyring.terms { bytes.add(term) }
        for id in try folder.ids() {
            bytes.add(id.text)
            for name in [SnapshotManifest.fileName, SnapshotFolder.checkedFileName] {
                bytes.add(FileCopies.stamp(of: "\(folder.path(of: id))/\(name)"))
            }
        }
        return bytes.bytes
    }
}
