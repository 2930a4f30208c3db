import Dispatch
import Testing
import TestSupport

@testable import Engine

struct PasswordTests {
    private func secret(_ text: String) throws -> SecretBytes {
        try Array(text.utf8).withUnsafeBytes { try SecretBytes(copying: $0) }
    }

    private func passwords(pepper: SecretBytes, cost: Int = 4) -> Passwords {
        Passwords(pepper: pepper, pepperGeneration: 1, cost: cost, work: BlockingWork(threads: 1, queue: 8))
    }

    /// Vectors of the Openwall implementation, which libxcrypt's is.
    @Test(arguments: [
        ("U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
    ])
    func `published bcrypt hashes verify and only for their phrase`(phrase: String, hash: String) throws {
        #expect(try Bcrypt.verify(secret(phrase), against: hash))
        #expect(try !Bcrypt.verify(secret(phrase + "x"), against: hash))
        #expect(Bcrypt.cost(of: hash) == 5)
    }

    @Test func `what is no bcrypt hash is a fault and never a match`() throws {
        for hash in ["", "*0", "$1$abc$def", "$2b$05$CCCC", "$2b$99$" + String(repeating: "C", count: 53)] {
            #expect(throws: VaultFailure(.fault)) { _ = try Bcrypt.verify(secret("x"), against: hash) }
        }
    }

    @Test func `two hashes of one password differ and both verify`() async throws {
        let passwords = passwords(pepper: try .random(count: 32))
        let first = try await passwords.hash(SecretText("Sésame ouvre-toi 9"))
        let second = try await passwords.hash(SecretText("Sésame ouvre-toi 9"))
        #expect(first != second)
        #expect(first.text.hasPrefix("$2b$04$"))
        #expect(try await passwords.verify(SecretText("Sésame ouvre-toi 9"), against: first))
        #expect(try await passwords.verify(SecretText("Sésame ouvre-toi 9"), against: second))
        #expect(try await !passwords.verify(SecretText("Sésame ouvre-toi 8"), against: first))
    }

    @Test func `characters after the 72nd byte and after NUL count`() async throws {
        let passwords = passwords(pepper: try .random(count: 32))
        let long = String(repeating: "é", count: 40)
        let hash = try await passwords.hash(SecretText(long + "a"))
        #expect(try await passwords.verify(SecretText(long + "a"), against: hash))
        #expect(try await !passwords.verify(SecretText(long + "b"), against: hash))
        let null = try await passwords.hash(SecretText("abc\u{0}def"))
        #expect(try await !passwords.verify(SecretText("abc\u{0}xyz"), against: null))
    }

    @Test func `composed and decomposed letters are the same password`() async throws {
        let passwords = passwords(pepper: try .random(count: 32))
        let hash = try await passwords.hash(SecretText("e\u{301}tranger"))
        #expect(try await passwords.verify(SecretText("\u{E9}tranger"), against: hash))
    }

    @Test func `without the pepper a hash cannot be guessed at`() async throws {
        let hash = try await passwords(pepper: try .random(count: 32)).hash(SecretText("x"))
        #expect(try await !passwords(pepper: try .random(count: 32)).verify(SecretText("x"), against: hash))
    }

    @Test func `without a hash nothing is right`() async throws {
        let passwords = passwords(pepper: try .random(count: 32))
        #expect(try await !passwords.verify(SecretText(""), against: nil))
    }

    @Test(arguments: [nil, 4, 5, 8, 9] as [Int?])
    func `a name costs the same work whether it is unknown, or known with a hash of now or of earlier`(cost: Int?) throws {
        let passwords = passwords(pepper: try .random(count: 32), cost: 9)
        let hash = cost.map {
            PasswordHash(
                text: "$2b$0\($0)$" + String(repeating: "C", count: 22) + String(repeating: ".", count: 31),
                pepperGeneration: 1)
        }
        let work = passwords.trials(for: hash).reduce(0) { $0 + (1 << (Bcrypt.cost(of: $1) ?? 0)) }
        #expect(work == 1 << 9)
        #expect(hash == nil || passwords.trials(for: hash).first == hash?.text)
    }

    @Test(arguments: [nil, 5, 7, 9] as [Int?])
    func `while hashes of a higher cost are left, every name costs the work of those`(cost: Int?) throws {
        let passwords = passwords(pepper: try .random(count: 32), cost: 5)
        let hash = cost.map {
            PasswordHash(
                text: "$2b$0\($0)$" + String(repeating: "C", count: 22) + String(repeating: ".", count: 31),
                pepperGeneration: 1)
        }
        let work = passwords.trials(for: hash, among: 9).reduce(0) { $0 + (1 << (Bcrypt.cost(of: $1) ?? 0)) }
        #expect(work == 1 << 9)
    }

    @Test func `a hash of an earlier cost verifies, and only for its password`() async throws {
        let pepper = try SecretBytes.random(count: 32)
        let old = try await passwords(pepper: pepper, cost: 4).hash(SecretText("Sésame ouvre-toi 9"))
        let now = passwords(pepper: pepper, cost: 6)
        #expect(try await now.verify(SecretText("Sésame ouvre-toi 9"), against: old))
        #expect(try await !now.verify(SecretText("Sésame ouvre-toi 8"), against: old))
    }

    @Test func `where too many sign in, a hash of an earlier cost stays as it is`() async throws {
        let pepper = try SecretBytes.random(count: 32)
        let password = SecretText("Sésame ouvre-toi 9")
        let old = try await passwords(pepper: pepper).hash(password)
        let work = BlockingWork(threads: 1, queue: 0)
        let now = Passwords(pepper: pepper, pepperGeneration: 1, cost: 5, work: work)
        let gate = DispatchSemaphore(value: 0)
        let holder = Task { try await work.run { gate.wait() } }
        while work.load < 1 { await Task.yield() }
        #expect(try await now.renewal(of: old, for: password) == nil)
        gate.signal()
        try await holder.value
        #expect(try await now.renewal(of: old, for: password) != nil)
    }

    @Test(arguments: [
        ("Court 1a", false), ("Trois petits Chats 7", true), ("tout en minuscules 1", false), ("TOUT EN CAPITALES 1", false),
        ("Sans Chiffre Aucun", false), ("Avec Ponctuation !", true), ("Aa1Aa1Aa1Aa1", false),
        ("Les Papiers De Awa 7", false),
        ("Depuis 19571123 Oui", false), ("Né le 23/11/1957 Oui", false), ("Пароль Длинный 42", true),
        (String(repeating: "aB3-", count: 65), false),
    ])
    func `the policy tells weak passwords from good ones`(password: String, isGood: Bool) {
        let policy = PasswordPolicy(minimumLength: 12)
        let check = { try policy.check(password, against: ["awa", "Diallo"], birthDate: "1957-11-23") }
        if isGood {
            #expect(throws: Never.self) { try check() }
        } else {
            #expect(throws: VaultFailure(.passwordTooWeak)) { try check() }
        }
    }

    @Test func `no setting goes below the floor of nine characters`() {
        #expect(PasswordPolicy(minimumLength: 4).minimum == 9)
    }

    @Test func `temporary passwords keep to the policy, are long and never alike`() throws {
        let policy = PasswordPolicy(minimumLength: 12)
        let made = (0..<200).map { _ in policy.temporaryPassword().reveal() }
        #expect(Set(made).count == 200)
        for password in made {
            try policy.check(password)
            #expect(password.filter { $0 != "-" }.count >= 12)
            #expect(!password.contains(where: "0OIl1io".contains))
        }
    }
}
