import Logging

extension Vault {
    /// Removes what a stop left of snapshots in the making, of snapshots on their way out, and of a restore.
    ///
    /// Only while nothing else uses the folder.
    /// - Throws: `diskFailed`.
    func sweepSnapshots() async throws {
        let found = try await pools.disk.run { [snapshotFolder, state = settings.state, scratch = settings.scratchFolder] in
            try FileCopies.removeTree(state + "/.restoring")
            try FileCopies.removeTree(scratch)
            return try snapshotFolder.sweepTemporary()
        }
        guard found else { return }
        logger.notice("Removed what a stop left of an unfinished snapshot")
        _ = try await sweepPool()
    }

    /// Removes files of the pool that no snapshot needs. Only while no backup runs.
    ///
    /// - Returns: how many went; none where a snapshot cannot be read, since nobody knows then what it needs.
    /// - Throws: `diskFailed`.
    func sweepPool() async throws -> Int {
        guard let needed = try await knownSnapshots().needed() else { return 0 }
        return try await pools.disk.run { [snapshotFolder] in try snapshotFolder.sweepPool(needed: needed) }
    }
}
