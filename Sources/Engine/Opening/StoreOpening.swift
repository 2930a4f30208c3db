import GRDB

/// Fits a key file to a catalog: on the first start both get to know each other, later each must know the other.
struct StoreOpening {
    let catalog: Catalog
    let keyFile: KeyFile
    let clock: any WallClock

    /// Gives a new store its identity, or checks that the key file is that of this store.
    ///
    /// - Returns: the 16 bytes that name this store.
    /// - Throws: `keyFileForeign`, `keyTermUnknown`.
    func claim() async throws -> [UInt8] {
        let known = try await catalog.read(Self.known)
        if let known {
            try Self.check(known.fingerprints, keyFile)
            try await adoptCurrentTerm(known.fingerprints)
            return known.instance
        }
        let instance = Identifier<Vault>().bytes
        try await catalog.write { try self.found(instance, in: $0) }
        return instance
    }

    /// The service's keys, unwrapped; those that nothing was ever sealed with are made now.
    ///
    /// - Throws: `catalogDamaged` where a key is missing that something needs: a fresh one in its place would make that
    ///   unreadable for good, or a journal that was wiped look whole. `keyTermUnknown`, failures of sealed keys.
    func serviceKeys() async throws -> ServiceKeys {
        let keyring = Keyring(keyFile)
        let wrapped = try await catalog.read(Self.wrappedKeys)
        var keys: [ServiceKeys.Name: SecretBytes] = [:]
        for name in ServiceKeys.Name.allCases {
            guard let bytes = wrapped[name.rawValue] else {
                guard try await catalog.read({ try name.isUnused($0) }) else {
                    throw VaultFailure(.catalogDamaged, ["reason": "the service key \(name.rawValue) is missing"])
                }
                keys[name] = try await makeKey(name, keyring: keyring)
                continue
            }
            let master = try keyring.masterKey(term: KeyWrap.term(of: bytes))
            keys[name] = try KeyWrap.unwrap(bytes, under: master, purpose: name.purpose, context: name.context)
        }
        return try ServiceKeys(keyring: keyring, keys: keys)
    }

    private func makeKey(_ name: ServiceKeys.Name, keyring: Keyring) async throws -> SecretBytes {
        let key = try SecretBytes.random(count: AESGCM.keySize)
        let term = keyring.current
        let wrapped = try KeyWrap.wrap(
            key, under: keyring.masterKey(term: term), term: term, purpose: name.purpose, context: name.context)
        try await catalog.write { database in
            try database.execute(
                sql: "INSERT INTO system_key (name, generation, term, wrapped) VALUES (?, 1, ?, ?)",
                arguments: [name.rawValue, term, wrapped.blob])
        }
        return key
    }

    /// A rotation that was stopped after it had saved the key file goes on from here.
    private func adoptCurrentTerm(_ fingerprints: [UInt32: [UInt8]]) async throws {
        guard fingerprints[keyFile.current] == nil else { return }
        try await catalog.write { try KeyTerms.insert(keyFile, term: keyFile.current, at: clock.now(), into: $0) }
    }

    /// Holds a key file against what a catalog knows of it.
    ///
    /// - Throws: `keyFileForeign`, `keyTermUnknown`.
    static func check(_ fingerprints: [UInt32: [UInt8]], _ keyFile: KeyFile) throws {
        for (term, fingerprint) in fingerprints.sorted(by: { $0.key < $1.key }) {
            guard try Digest.constantTimeEqual(keyFile.fingerprint(of: term), fingerprint) else {
                throw VaultFailure(.keyFileForeign, ["path": ""])
            }
        }
    }

    private func found(_ instance: [UInt8], in database: Database) throws {
        let now = clock.now().milliseconds
        try database.execute(
            sql: "INSERT INTO instance (only, id, created_at) VALUES (1, ?, ?)", arguments: [instance.blob, now])
        try KeyTerms.insert(keyFile, term: keyFile.current, at: clock.now(), into: database)
        try JournaledStep.set(JournaledStep.newest, in: database)
    }

    private struct Known: Sendable {
        let instance: [UInt8]
        let fingerprints: [UInt32: [UInt8]]
    }

    private static func known(_ database: Database) throws -> Known? {
        guard let row = try Row.fetchOne(database, sql: "SELECT id FROM instance"), let id = row.bytes("id") else {
            return nil
        }
        return Known(instance: id, fingerprints: try KeyTerms.all(database))
    }

    private static func wrappedKeys(_ database: Database) throws -> [String: [UInt8]] {
        let rows = try Row.fetchAll(database, sql: "SELECT name, wrapped FROM system_key WHERE generation = 1")
        return Dictionary(rows.map { ($0["name"] as String, $0.bytes("wrapped") ?? []) }, uniquingKeysWith: { $1 })
    }
}

extension ServiceKeys.Name {
    /// What the wrap is bound to: the row it lies in.
    var context: [UInt8] { Array("system_key/\(rawValue)/1".utf8) }

    /// Whether nothing in the catalog was ever made with it. No account comes without a line in the journal.
    fileprivate func isUnused(_ database: Database) throws -> Bool {
        let tables =
            switch self {
            case .directory: ["account", "structure", "session"]
            case .pepper: ["password"]
            case .journal, .journalDetails: ["audit_event", "audit_end", "account"]
            }
        return try tables.allSatisfy { try Int.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM \($0))") == 0 }
    }
}
