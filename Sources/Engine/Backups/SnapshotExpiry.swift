import Logging

/// Carries out the retention: snapshots first, then the files of the pool that no snapshot needs any more.
struct SnapshotExpiry: Sendable {
    let vault: Vault
    let actor: Actor

    /// What went, and why not more.
    struct Outcome: Sendable {
        var removed: [String] = []
        var warnings: [String] = []
    }

    /// - Throws: `diskFailed`, `readOnlyAfterFault`.
    func run() async throws -> Outcome {
        // A check that reads a snapshot must not find it half gone, and what a check found must count.
        guard let pass = vault.gate.enterIfFree(.verification) else {
            return Outcome(warnings: ["no snapshot was removed, because one is being checked"])
        }
        defer { withExtendedLifetime(pass) {} }
        return try await expire(vault.knownSnapshots())
    }

    /// Takes master keys out of the key file that only snapshots needed which are gone now. Nothing beside a rotation or a
    /// backup, so not before the caller's own has ended; what fails is told, and done at the next time.
    func retireTerms() async {
        guard vault.keys.keyring.terms.count > 1, let pass = vault.gate.enterIfFree(.rotation) else { return }
        defer { withExtendedLifetime(pass) {} }
        do {
            let retirement = try await TermRetirement(vault: vault).run()
            guard !retirement.removed.isEmpty else { return }
            let terms = retirement.removed.map(String.init).joined(separator: ", ")
            vault.logger.notice(
                "Master keys that nothing needs any more have left the key file; copies of it still hold them",
                metadata: ["terms": .string(terms)])
        } catch {
            vault.logger.warning("No master key could leave the key file", metadata: ["cause": "\(error)"])
        }
    }

    private func expire(_ known: KnownSnapshots) async throws -> Outcome {
        let folder = vault.snapshotFolder
        let plan = try vault.retentionPlan(known)
        let trust = try await vault.lookAtClock()
        if let suspicion = plan.suspicion ?? (plan.remove.isEmpty ? nil : trust.suspicion) {
            let event = AuditEvent(.clockSuspected, .refused, details: [.reason: suspicion])
            try await vault.journal.record(event, by: actor)
            return Outcome(warnings: ["no snapshot was removed, because the clock seems to have jumped: \(suspicion)"])
        }
        guard !plan.remove.isEmpty else { return Outcome() }
        for id in plan.remove.compactMap({ SnapshotID($0) }) {
            try await vault.catalog.write { [vault, actor] database in
                let event = AuditEvent(.backupExpired, details: [.snapshot: id.text])
                try vault.journal.record(event, by: actor, in: database)
                try SnapshotMarks.remove(id.text, in: database)
            }
            try await vault.pools.disk.run { try folder.remove(id) }
        }
        try await removeUnneeded(known, removed: Set(plan.remove))
        return Outcome(removed: plan.remove)
    }

    /// Only what the removed ones had can have become unneeded; so the pool is not listed.
    private func removeUnneeded(_ known: KnownSnapshots, removed: Set<String>) async throws {
        let folder = vault.snapshotFolder
        try await vault.pools.disk.run {
            guard let needed = known.needed(leaving: removed) else { return }
            for snapshot in known.all where removed.contains(snapshot.id.text) {
                for entry in snapshot.manifest?.documents ?? [] where !needed.contains(entry.document) {
                    try Files.remove(folder.poolPath(of: entry.document))
                }
            }
        }
    }
}

extension Vault {
    /// The snapshots, as their folder tells.
    func knownSnapshots() async throws -> KnownSnapshots {
        try await pools.disk.run { [snapshotFolder, instance, keyring = keys.keyring] in
            try KnownSnapshots(snapshotFolder, instance: instance, keyring: keyring)
        }
    }

    /// Where they lie.
    var snapshotFolder: SnapshotFolder { SnapshotFolder(path: settings.snapshotFolder, health: health) }

    /// The retention's plan for what is there now.
    func retentionPlan(_ known: KnownSnapshots) throws -> SnapshotRetention.Plan {
        try SnapshotRetention.plan(
            known.candidates, now: clock.now(), keepDays: settings.backups.keepDays,
            zone: settings.backups.zone)
    }
}
