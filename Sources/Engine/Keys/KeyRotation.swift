/// Renews the master key and wraps anew what it wraps: the keys of the service and one key for each safe. Documents
/// are not touched, so the cost grows with the number of safes and not with bytes. Requests go on meanwhile.
///
/// Key file saved and read back → term known to the catalog → new term current → keys wrapped anew in batches, each a
/// transaction → older terms leave as soon as nothing needs them. A stop at any moment leaves every key openable, and
/// the next run, or the next start, goes on.
struct KeyRotation: Sendable {
    let vault: Vault
    let actor: Actor
    let progress: any ProgressSink

    /// Safes a transaction: small enough that deposits wait for a few milliseconds only.
    private static let batch = 1000

    /// Makes a new master key, after it has ended a rotation that was interrupted: whoever renews a key that may be known
    /// to others needs one that is made now.
    ///
    /// - Throws: `keyFileForeign`, `keyFileWriteFailed` and other failures of the key file: nothing has changed then;
    ///   `diskFull`, `diskFailed`, `CancellationError`: what was wrapped anew stays so, and the next run goes on.
    func run() async throws -> RotationSummary {
        try vault.health.requireWritable()
        let resumed = try await resume()
        try await addTerm()
        let done = try await finish(resumed: resumed != nil)
        return RotationSummary(
            term: done.term, resumed: done.resumed, rewrapped: done.rewrapped + (resumed?.rewrapped ?? 0), kept: done.kept,
            removedTerms: (resumed?.removedTerms ?? []) + done.removedTerms)
    }

    /// Goes on with a rotation that was interrupted; nil where there is none.
    ///
    /// - Throws: as `run`.
    func resume() async throws -> RotationSummary? {
        guard try await pendingKeys() > 0 else { return nil }
        try vault.health.requireWritable()
        return try await finish(resumed: true)
    }

    /// Keys that are still wrapped under an older term.
    func pendingKeys() async throws -> Int {
        let current = vault.keys.keyring.current
        return try await vault.catalog.read { try WrappedKeys.pending(before: current, in: $0) }
    }

    private func finish(resumed: Bool) async throws -> RotationSummary {
        let term = vault.keys.keyring.current
        var rewrapped = try await rewrapServiceKeys()
        rewrapped += try await rewrapSafeKeys()
        let event = AuditEvent(.keysRotated, details: [.term: "\(term)", .count: "\(rewrapped)"])
        try await vault.journal.record(event, by: actor)
        let retirement = try await TermRetirement(vault: vault).run()
        return RotationSummary(
            term: term, resumed: resumed, rewrapped: rewrapped, kept: retirement.kept, removedTerms: retirement.removed)
    }

    /// Order: the key file first, so that nothing is ever wrapped under a key that a stop could lose.
    private func addTerm() async throws {
        let path = vault.settings.keys.file
        let now = vault.clock.now()
        let old = vault.keys.keyring
        let file = try await vault.pools.disk.run {
            let file = try KeyFile.load(path: path, placement: .anywhere)
            guard try file.isSame(as: old) else {
                // An attempt that saved the file and then could not tell the catalog.
                guard try file.extends(old) else { throw VaultFailure(.keyFileForeign, ["path": path]) }
                return file
            }
            let new = try file.adding(now: now)
            try new.save(to: path)
            return new
        }
        try await vault.change { try KeyTerms.insert(file, term: file.current, at: now, into: $0) }
        vault.keys.replaceKeyring(Keyring(file))
    }

    private func rewrapServiceKeys() async throws -> Int {
        let keyring = vault.keys.keyring
        return try await vault.change { database in
            let old = try WrappedKeys.serviceKeys(before: keyring.current, in: database)
            for key in old {
                guard let name = ServiceKeys.Name(rawValue: key.name) else { throw VaultFailure(.storeNewer) }
                let wrapped = try keyring.rewrap(key.wrapped, purpose: name.purpose, context: name.context)
                try WrappedKeys.setServiceKey(key.name, wrapped, term: keyring.current, in: database)
            }
            return old.count
        }
    }

    /// While one batch is written, the next is wrapped.
    private func rewrapSafeKeys() async throws -> Int {
        let keyring = vault.keys.keyring
        let total = try await pendingKeys()
        var done = 0
        var batch = try await rewrapBatch(after: [], keyring)
        while let last = batch.last {
            try Task.checkCancellation()
            let writing = batch
            async let written = vault.change {
                try WrappedKeys.setSafeKeys(writing, term: keyring.current, in: $0)
            }
            async let next = rewrapBatch(after: last.safe, keyring)
            done += try await written
            progress.report(JobProgress(phase: "keys", done: done, total: max(total, done), unit: "keys"))
            batch = try await next
        }
        return done
    }

    private func rewrapBatch(after safe: [UInt8], _ keyring: Keyring) async throws -> [WrappedKeys.SafeChange] {
        let rows = try await vault.catalog.read {
            try WrappedKeys.safes(before: keyring.current, after: safe, limit: Self.batch, in: $0)
        }
        let middle = rows.count / 2
        async let lower = rewrap(rows[..<middle], keyring)
        async let upper = rewrap(rows[middle...], keyring)
        return try await lower + upper
    }

    private func rewrap(
        _ rows: ArraySlice<WrappedKeys.SafeRow>, _ keyring: Keyring
    ) async throws -> [WrappedKeys.SafeChange] {
        try await vault.pools.disk.run {
            try rows.map { row in
                let new = try keyring.rewrap(row.wrapped, purpose: .safeKey, context: row.safe)
                return WrappedKeys.SafeChange(safe: row.safe, old: row.wrapped, new: new)
            }
        }
    }
}

extension Keyring {
    /// The same key wrapped under the current term, proved by opening it again.
    ///
    /// - Throws: `keyTermUnknown`, what `KeyWrap.unwrap` throws.
    func rewrap(_ wrapped: [UInt8], purpose: KeyPurpose, context: [UInt8]) throws -> [UInt8] {
        let key = try KeyWrap.unwrap(
            wrapped, under: masterKey(term: KeyWrap.term(of: wrapped)), purpose: purpose, context: context)
        let master = try masterKey(term: current)
        let new = try KeyWrap.wrap(key, under: master, term: current, purpose: purpose, context: context)
        let opened = try KeyWrap.unwrap(new, under: master, purpose: purpose, context: context)
        guard opened.isEqual(to: key) else { throw VaultFailure(.fault) }
        return new
    }
}

extension KeyFile {
    /// Whether the file has the same keys as a keyring, term by term.
    func isSame(as keyring: Keyring) throws -> Bool { try terms == keyring.terms && extends(keyring) }

    /// Whether the file has the same keys as a keyring, and perhaps newer ones.
    func extends(_ keyring: Keyring) throws -> Bool {
        guard terms.starts(with: keyring.terms) else { return false }
        return try keyring.terms.allSatisfy { term in
            try Digest.constantTimeEqual(fingerprint(of: term), keyring.fingerprint(of: term))
        }
    }
}
