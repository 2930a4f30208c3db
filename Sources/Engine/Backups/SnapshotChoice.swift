/// Which snapshot is meant.
public enum SnapshotChoice: Sendable, Equatable {
    /// The newest one that is of this store and whose last check found it whole.
    case latest
    /// The one of this name.
    case named(String)

    /// `latest`, or a name.
    public init(_ text: String) { self = text == "latest" ? .latest : .named(text) }
}

extension KnownSnapshots {
    /// The snapshot that is meant, with its manifest.
    ///
    /// - Throws: `snapshotUnknown`; for a named one what keeps it from being used: `snapshotForeign`, `snapshotDamaged`,
    ///   `snapshotTooNew`, `keyTermUnknown`.
    func choose(_ choice: SnapshotChoice) throws -> SnapshotManifest {
        switch choice {
        case .named(let name):
            guard let known = all.first(where: { $0.id.text == name }) else { throw unknown(name) }
            return try manifest(of: known)
        case .latest:
            let own = all.last { if case .own = $0.standing { true } else { false } }
            guard let best = newestGood ?? own ?? all.last else { throw unknown("here") }
            return try manifest(of: best)
        }
    }

    /// What there is to say about snapshots that are newer than the one that was chosen as the latest.
    ///
    /// - Throws: `newerSnapshotLocked` where one of the same store is whole for all that can be seen, and it takes a key
    ///   or a version that is not here: to go back behind it takes the operator's word, which is its name.
    func passedOver(for chosen: SnapshotManifest) throws -> [String] {
        try all.filter { $0.isNewer(than: chosen) }.map { known in
            let reason: String
            switch known.standing {
            case .own: reason = SnapshotSummary(known).problems.first ?? "it is not known to be whole"
            case .foreign(let manifest, let failure):
                if manifest.instance == chosen.instance, failure.code != .snapshotDamaged {
                    throw locked(known, failure, chosen)
                }
                reason = failure.sentence
            case .unreadable(let failure):
                if failure.code == .snapshotTooNew { throw locked(known, failure, chosen) }
                reason = failure.sentence
            }
            return "snapshot \(known.id.text) is newer and was passed over: \(reason)"
        }
    }

    private func locked(_ known: Known, _ failure: VaultFailure, _ chosen: SnapshotManifest) -> VaultFailure {
        VaultFailure(
            .newerSnapshotLocked,
            ["snapshot": known.id.text, "reason": failure.sentence, "older": chosen.id.text], cause: failure)
    }

    private func manifest(of known: Known) throws -> SnapshotManifest {
        switch known.standing {
        case .own(let manifest): return manifest
        case .foreign(_, let failure), .unreadable(let failure): throw failure
        }
    }

    private func unknown(_ name: String) -> VaultFailure { VaultFailure(.snapshotUnknown, ["snapshot": name]) }
}

extension KnownSnapshots.Known {
    /// Whether it was made after another: by the sequence where it says one, else by its name, which begins with the time.
    fileprivate func isNewer(than other: SnapshotManifest) -> Bool {
        guard id != other.id else { return false }
        if let manifest, manifest.instance == other.instance { return manifest.sequence > other.sequence }
        return id.text > other.id.text
    }
}
