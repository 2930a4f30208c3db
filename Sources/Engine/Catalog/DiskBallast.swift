import Synchronization

/// A file of nothing that keeps room on the disk. On a full disk it is let go, and the journal and the sessions have
/// its room: people still get in and read, and every reading is in the journal, while nothing new is stored. It is made
/// again when there is room.
final class DiskBallast: Sendable {
    /// The write-ahead log takes four megabytes of it; the rest is enough for thousands of acts.
    static let size = 16 << 20

    private enum State { case none, held, released }

    private let path: String
    private let state = Mutex(State.none)

    /// The ballast at `path`, which need not exist.
    init(path: String) { self.path = path }

    /// Whether its room is in use.
    var isReleased: Bool { state.withLock { $0 == .released } }

    /// Whether it keeps its room.
    var isHeld: Bool { state.withLock { $0 == .held } }

    /// Counts on one that an earlier run left.
    ///
    /// - Throws: `diskFailed`.
    func adopt() throws {
        try state.withLock { state in
            if try FileCopies.length(of: path) == Self.size { state = .held }
        }
    }

    /// Makes it where there is none and the disk has room for it beside `reserve`. Blocks.
    ///
    /// - Throws: `diskFailed`.
    func make(reserve: Int) throws {
        try state.withLock { state in
            guard state != .held else { return }
            guard try Files.freeBytes(at: folder) >= reserve + Self.size + Self.size / 4 else { return }
            do {
                try Files.remove(path)
                let file = try Files.createNew(path)
                try withExtendedLifetime(file) { try Files.allocate(Self.size, of: file.number) }
                state = .held
            } catch let failure as VaultFailure where failure.code == .diskFull {
                try Files.remove(path)
            }
        }
    }

    /// Lets it go.
    ///
    /// - Returns: whether there is room now that there was not.
    func release() -> Bool {
        state.withLock { state in
            guard state == .held, let wasThere = try? Files.remove(path), wasThere else { return false }
            state = .released
            return true
        }
    }

    private var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
}

extension Vault {
    /// Makes the ballast again after it was let go.
    ///
    /// - Throws: `diskFailed`.
    func renewBallast() async throws {
        guard !catalog.ballast.isHeld else { return }
        try await pools.disk.run { [ballast = catalog.ballast, reserve = settings.documents.diskReserve] in
            try ballast.make(reserve: reserve)
        }
    }

    /// Refuses what would store something new while the journal lives on the ballast's room.
    ///
    /// - Throws: `diskFull`, `diskFailed`.
    func requireBallast() async throws {
        guard catalog.ballast.isReleased else { return }
        try await renewBallast()
        guard catalog.ballast.isHeld else { throw VaultFailure(.diskFull, ["path": settings.state]) }
    }
}
