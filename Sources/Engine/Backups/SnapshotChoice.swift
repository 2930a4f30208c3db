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
            guard let best = newestGood ?? own ?? all.last else { throw unknown("latest") }
            return try manifest(of: best)
        }
    }

    private func manifest(of known: Known) throws -> SnapshotManifest {
        switch known.standing {
        case .own(let manifest): return manifest
        case .foreign(_, let failure), .unreadable(let failure): throw failure
        }
    }

    private func unknown(_ name: String) -> VaultFailure { VaultFailure(.snapshotUnknown, ["snapshot": name]) }
}
