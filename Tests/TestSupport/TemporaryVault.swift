import Engine
import Foundation
import Logging
import NIOCore
import Synchronization

/// A real vault in a folder of its own: SQLite, libclamav with test signatures, a key file, a clock that stands still.
public final class TemporaryVault: Sendable {
    /// Holds state, keys and signatures.
    public let folder: String
    public let settings: Settings
    public let clock: ManualClock
    private let opened: Mutex<Vault>

    /// The vault as it is open now.
    public var vault: Vault { opened.withLock { $0 } }

    /// The operator that tests act as.
    public static let staff = Actor.operator(OperatorIdentity(user: 0, group: 0, process: 1, claimed: nil))
    /// Where requests of tests come from, unless they say otherwise.
    public static let source = RequestSource(address: "192.0.2.7")

    private init(folder: String, settings: Settings, clock: ManualClock, vault: Vault) {
        self.folder = folder
        self.settings = settings
        self.clock = clock
        self.opened = Mutex(vault)
    }

    /// What is started with the vault.
    public enum Parts: Sendable { case all, withoutScanner }

    /// Runs `body` with a new vault, then closes it and removes its folder.
    @discardableResult
    public static func with<Result>(
        _ parts: Parts = .all,
        in parent: String = FileManager.default.temporaryDirectory.path,
        adjust: (inout Settings) -> Void = { _ in },
        _ body: (TemporaryVault) async throws -> Result
    ) async throws -> Result {
        let folder = "\(parent)/vault-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let box = try await make(parts, folder, adjust)
        do {
            let result = try await body(box)
            try await box.close()
            return result
        } catch {
            // The failure of the test matters more than one of cleaning up.
            try? await box.close()
            throw error
        }
    }

    private static func make(_ parts: Parts, _ folder: String, _ adjust: (inout Settings) -> Void) async throws
        -> TemporaryVault
    {
        var settings = Settings()
        settings.state = folder + "/state"
        settings.keys.file = folder + "/keys/vaultd.keys"
        settings.scanner.databases = folder + "/signatures"
        settings.signingIn.bcryptCost = 4
        // Staff of tests that are about something else need not add one first.
        settings.signingIn.secondFactorProfessionals = "offered"
        settings.signingIn.secondFactorManagers = "offered"
        settings.documents.diskReserve = 1024 * 1024
        adjust(&settings)
        let clock = ManualClock(Moment(seconds: 1_795_000_000))
        try FileManager.default.createDirectory(atPath: folder + "/keys", withIntermediateDirectories: true)
        _ = try KeyFile.create(
            path: settings.keys.file, placement: KeyFilePlacement(allowInState: false, state: settings.state),
            now: clock.now())
        _ = try TestSignatures.write(to: settings.scanner.databases)
        let vault = try await open(settings, clock)
        if case .all = parts { try await vault.scanner.load() }
        return TemporaryVault(folder: folder, settings: settings, clock: clock, vault: vault)
    }

    /// Closes the vault and opens it again, as a restart does. The scanner is not loaded then.
    ///
    /// - Parameter meanwhile: what happens to its files while it is closed.
    public func restart(_ meanwhile: () throws -> Void = {}) async throws {
        try await vault.close()
        try meanwhile()
        let new = try await Self.open(settings, clock)
        opened.withLock { $0 = new }
    }

    private func close() async throws {
        await vault.scanner.stop()
        try await vault.close()
    }

    private static func open(_ settings: Settings, _ clock: ManualClock) async throws -> Vault {
        try await Vault.open(
            settings: settings, clock: clock, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
}

/// A person with a safe who is signed in.
public struct TestPerson: Sendable {
    public let account: NewAccount
    public let password: String
    public let opened: OpenedSession

    /// A person of a test.
    public init(account: NewAccount, password: String, opened: OpenedSession) {
        self.account = account
        self.password = password
        self.opened = opened
    }

    /// The person of the session.
    public var person: SignedInPerson { opened.session.person }
    public var actor: Actor { .person(person) }
    public var safe: SafeID { account.safe }
    public var token: String { opened.token.reveal() }
}

extension TemporaryVault {
    /// A password that every policy accepts.
    public static let password = "Trois petits Chats 7"

    /// Makes a beneficiary and signs them in.
    public func beneficiary(_ loginName: String = "awa") async throws -> TestPerson {
        var new = NewBeneficiary(
            loginName: loginName, firstName: "Awa", lastName: "Diallo", password: .chosen(SecretText(Self.password)))
        new.language = "fr"
        let account = try await vault.addBeneficiary(new, by: Self.staff)
        return TestPerson(account: account, password: Self.password, opened: try await signIn(loginName))
    }

    /// The same person in a new session, since none lasts for days.
    public func back(_ person: TestPerson, as loginName: String = "awa") async throws -> TestPerson {
        TestPerson(account: person.account, password: person.password, opened: try await signIn(loginName, person.password))
    }

    /// Signs in with the password alone.
    ///
    /// - Throws: as `Vault.signIn`; `secondFactorNeeded` where the account has a second factor.
    public func signIn(
        _ loginName: String, _ password: String = TemporaryVault.password, mode: SessionMode = .ordinary,
        from source: RequestSource = TemporaryVault.source
    ) async throws -> OpenedSession {
        let request = SignInRequest(
            loginName: loginName, password: SecretText(password), mode: mode, source: source)
        guard case .opened(let opened) = try await vault.signIn(request) else { throw VaultFailure(.secondFactorNeeded) }
        return opened
    }

    /// Deposits a document whole.
    @discardableResult
    public func deposit(
        _ bytes: [UInt8], as fileName: String = "paper.txt", title: String? = nil, by person: TestPerson
    ) async throws -> DocumentSummary {
        let intake = try await vault.beginDeposit(in: person.safe, by: person.actor, expectedLength: bytes.count)
        try await intake.append(bytes)
        return try await intake.finish(fileName: fileName, title: title).document
    }

    /// The bytes of a document, all or a part.
    public func content(of id: DocumentID, _ range: Range<Int>? = nil, by person: TestPerson) async throws -> [UInt8] {
        try await Self.content(of: id, range, by: person, in: vault)
    }

    /// The bytes of a document of another vault, all or a part.
    public static func content(
        of id: DocumentID, _ range: Range<Int>? = nil, by person: TestPerson, in vault: Vault
    ) async throws -> [UInt8] {
        let document = try await vault.openDocument(id, by: person.actor, for: .download)
        var bytes: [UInt8] = []
        for try await block in document.chunks(range ?? 0..<document.length) { bytes += Array(block.readableBytesView) }
        return bytes
    }
}

extension Vault {
    /// All documents of a safe, newest first; fails where one is damaged.
    public func documents(in safe: SafeID, by actor: Actor) async throws -> [DocumentSummary] {
        var all: [DocumentSummary] = []
        var page = 1
        while true {
            let listing = try await documents(in: safe, page: page, by: actor)
            for entry in listing.entries {
                guard case .document(let summary) = entry else { throw VaultFailure(.documentDamaged) }
                all.append(summary)
            }
            guard page < listing.pageCount else { return all }
            page += 1
        }
    }
}

/// Contents for deposits.
public enum TestPaper {
    /// Plain text of exactly `count` bytes, no two lines alike.
    public static func text(bytes count: Int) -> [UInt8] {
        var text: [UInt8] = []
        var line = 0
        while text.count < count {
            text += Array("line \(line) of a paper that is somewhat long\n".utf8)
            line += 1
        }
        return Array(text.prefix(count))
    }

    /// EICAR's test file, put together at run time so that no scanner trips over this source.
    public static func eicar() -> [UInt8] {
        Array((#"X5O!P%@AP[4\PZX54(P^)7CC)7}$"# + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").utf8)
    }
}
