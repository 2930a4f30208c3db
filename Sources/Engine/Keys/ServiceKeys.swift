import Synchronization

/// The keys of the service itself, unwrapped and held for as long as the store is open, and the keyring they
/// were unwrapped with. One key, one purpose.
final class ServiceKeys: Sendable {
    /// Names of the keys in the table `system_key`.
    enum Name: String, CaseIterable {
        case directory, journal, journalDetails, pepper

        /// What the key is wrapped as.
        var purpose: KeyPurpose {
            switch self {
            case .directory: .directoryKey
            case .journal: .journalKey
            case .journalDetails: .journalDetailsKey
            case .pepper: .pepper
            }
        }
    }

    /// Seals people and structures.
    let directory: FieldCipher
    /// Look-ups over sealed fields.
    let index: BlindIndex
    /// Chains the journal.
    let journal: SecretBytes
    /// Seals the details of journal events.
    let journalDetails: FieldCipher
    /// Keys the pre-hash of passwords.
    let pepper: SecretBytes
    /// The generation of `pepper`, stored beside each password.
    let pepperGeneration = 1

    private let ring: Mutex<Keyring>

    /// The keys of an opened store.
    init(keyring: Keyring, keys: [Name: SecretBytes]) throws {
        func key(_ name: Name) throws -> SecretBytes {
            guard let key = keys[name] else {
                throw VaultFailure(.catalogDamaged, ["reason": "the service key \(name.rawValue) is missing"])
            }
            return key
        }
        self.ring = Mutex(keyring)
        self.directory = try FieldCipher(key: try key(.directory), generation: 1)
        self.index = try BlindIndex(directoryKey: try key(.directory))
        self.journal = try key(.journal)
        self.journalDetails = try FieldCipher(key: try key(.journalDetails), generation: 1)
        self.pepper = try key(.pepper)
    }

    /// The keyring at this moment; a rotation replaces it.
    var keyring: Keyring { ring.withLock { $0 } }

    /// Puts another keyring in its place.
    func replaceKeyring(_ new: Keyring) { ring.withLock { $0 = new } }
}
