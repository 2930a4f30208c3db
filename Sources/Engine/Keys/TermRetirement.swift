import GRDB
import Logging

/// Takes older terms out of the key file once nothing needs them: no row of the catalog, no snapshot that is there.
struct TermRetirement: Sendable {
    let vault: Vault

    /// What went and what stays.
    struct Outcome: Sendable {
        var removed: [UInt32] = []
        var kept: [RotationSummary.KeptTerm] = []
    }

    /// - Throws: `diskFailed`, `diskFull`, failures of the key file.
    func run() async throws -> Outcome {
        // A snapshot in the making needs keys that no manifest tells of yet.
        guard let pass = vault.gate.enterIfFree(.backup) else {
            let terms = vault.keys.keyring.terms.dropLast()
            return Outcome(kept: terms.map { .init(term: $0, reason: "a backup is running") })
        }
        defer { withExtendedLifetime(pass) {} }
        return try await retire()
    }

    private func retire() async throws -> Outcome {
        let keyring = vault.keys.keyring
        let counts = try await vault.catalog.read(WrappedKeys.counts)
        let known = try await vault.knownSnapshots()
        var needs = known.needs
        let lastBackup = try await vault.catalog.read { try JobRuns.last(.backup, in: $0) }
        let unseen = try await vault.unseenSnapshots()
        if !unseen.isEmpty || (known.all.isEmpty && lastBackup != nil) { needs.unseen = vault.settings.snapshotFolder }
        needs.upgrade = try await upgradeNeeds()
        let plan = Self.plan(terms: keyring.terms, rows: counts, snapshots: needs)
        guard !plan.removed.isEmpty else { return plan }
        try await remove(Set(plan.removed), from: keyring)
        return plan
    }

    /// What the way back to before an upgrade needs: as long as a snapshot of it would.
    private func upgradeNeeds() async throws -> Set<UInt32> {
        try await vault.pools.disk.run { [copy = vault.upgradeCopy, logger = vault.logger] in
            guard copy.exists else { return [] }
            do {
                return try copy.content().terms
            } catch let failure as VaultFailure where failure.code == .catalogDamaged {
                logger.warning("The catalog of before the upgrade is damaged, so no key is kept for it")
                return []
            }
        }
    }

    /// The row first: should a key have been wrapped under the term since, the schema refuses here.
    private func remove(_ terms: Set<UInt32>, from keyring: Keyring) async throws {
        let path = vault.settings.keys.file
        try await vault.change { database in
            for term in terms {
                try database.execute(sql: "DELETE FROM key_term WHERE term = ?", arguments: [term])
            }
        }
        let file = try await vault.pools.disk.run {
            let file = try KeyFile.load(path: path, placement: .anywhere)
            guard try file.isSame(as: keyring) else { throw VaultFailure(.keyFileForeign, ["path": path]) }
            let new = try file.removing(terms: terms)
            try new.save(to: path)
            return new
        }
        vault.keys.replaceKeyring(Keyring(file))
    }

    /// Pure: the oldest terms go, up to the first that something needs; the key file has no gaps.
    ///
    /// - Parameter rows: how many keys each term wraps.
    static func plan(terms: [UInt32], rows: [UInt32: Int], snapshots: SnapshotNeeds) -> Outcome {
        var outcome = Outcome()
        for term in terms.dropLast() {
            let reason =
                reason(term, rows: rows, snapshots: snapshots)
                ?? outcome.kept.first.map { "term \($0.term) is older and stays" }
            if let reason {
                outcome.kept.append(.init(term: term, reason: reason))
            } else {
                outcome.removed.append(term)
            }
        }
        return outcome
    }

    private static func reason(_ term: UInt32, rows: [UInt32: Int], snapshots: SnapshotNeeds) -> String? {
        if let count = rows[term], count > 0 { return "\(count) keys are wrapped under it" }
        if let snapshot = snapshots.terms[term] { return "snapshot \(snapshot) needs it" }
        if snapshots.upgrade.contains(term) { return "the catalog of before the last upgrade needs it" }
        if let folder = snapshots.unseen { return "snapshots are missing in \(folder), though backups ran: one may need it" }
        return snapshots.unreadable.map { "snapshot \($0) cannot be read and may need it" }
    }
}

/// Which master keys the snapshots need.
struct SnapshotNeeds: Sendable {
    /// For each term the newest snapshot that needs it: with that one the term can go.
    var terms: [UInt32: String] = [:]
    /// Those that the catalog needs that was set aside before an upgrade.
    var upgrade: Set<UInt32> = []
    /// One that cannot be read, so that it may need any.
    var unreadable: String?
    /// The folder in which snapshots should lie and do not: a disk that is not mounted looks like this.
    var unseen: String?
}

extension KnownSnapshots {
    /// Which master keys they need.
    var needs: SnapshotNeeds {
        var needs = SnapshotNeeds()
        for known in all {
            guard let manifest = known.manifest else {
                needs.unreadable = known.id.text
                continue
            }
            for term in manifest.needs.keys { needs.terms[term] = known.id.text }
        }
        return needs
    }
}
