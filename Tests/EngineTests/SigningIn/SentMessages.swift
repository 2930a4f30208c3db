import GRDB
import TestSupport

@testable import Engine

/// What lies in the outbox of a test, unsealed.
struct SentMessage: Sendable {
    let purpose: String
    let channel: String
    let account: AccountID?
    let values: [NoticeValue: String]
}

extension TemporaryVault {
    /// Both channels offered.
    static func withMessages(_ adjust: (inout Settings) -> Void = { _ in }, _ body: (TemporaryVault) async throws -> Void)
        async throws
    {
        try await with(
            .withoutScanner,
            adjust: {
                $0.mail.server = "localhost"
                $0.mail.from = "coffre@example.invalid"
                $0.sms.gateway = "spool"
                adjust(&$0)
            }, body)
    }

    /// A beneficiary with a number and an address, who is signed in.
    func reachable(_ loginName: String = "awa") async throws -> TestPerson {
        var new = NewBeneficiary(
            loginName: loginName, firstName: "Awa", lastName: "Diallo", password: .chosen(SecretText(Self.password)))
        new.phone = "+33611223344"
        new.email = "\(loginName)@example.invalid"
        let account = try await vault.addBeneficiary(new, by: Self.staff)
        return TestPerson(account: account, password: Self.password, opened: try await signIn(loginName))
    }

    /// The messages so far, oldest first.
    func messages() async throws -> [SentMessage] {
        let keys = vault.keys
        return try await vault.catalog.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM outbox ORDER BY created_at").map { row in
                let id: NoticeID = try row.identifier("id")
                let content = try keys.directory.open(row.bytes("content") ?? [], at: Outbox.address("content", of: id))
                return SentMessage(
                    purpose: row["purpose"], channel: row["channel"],
                    account: row.bytes("account").flatMap { AccountID(bytes: $0) },
                    values: try NoticeContent(decoding: content).values)
            }
        }
    }

    /// The code that was sent last.
    func lastCode() async throws -> String { try await messages().compactMap { $0.values[.code] }.last ?? "none" }

    /// The secret of the link that was sent last.
    func lastLink() async throws -> String {
        try await messages().compactMap { $0.values[.link] }.last?.split(separator: "/").last.map(String.init) ?? "none"
    }

    /// Adds an authenticator app to somebody.
    ///
    /// - Returns: what makes its codes.
    func addApp(to person: SignedInPerson) async throws -> TOTP {
        let setup = try await vault.beginTOTP(of: person)
        let seed = Base32.decode(setup.secret.reveal()) ?? []
        let totp = TOTP(seed: try seed.withUnsafeBytes { try SecretBytes(copying: $0) })
        try await vault.addSecondFactor(.totp, code: totp.code(at: clock.now().seconds / TOTP.step), of: person)
        return totp
    }

    /// The first step of a sign-in that needs a second one.
    func firstStep(_ loginName: String = "awa", device: SecretText? = nil, mode: SessionMode = .ordinary) async throws
        -> String?
    {
        var request = SignInRequest(
            loginName: loginName, password: SecretText(Self.password), mode: mode, source: Self.source)
        request.device = device?.reveal()
        guard case .needsSecondFactor(let token) = try await vault.signIn(request) else { return nil }
        return token.reveal()
    }
}
