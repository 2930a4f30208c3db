import Testing

@testable import Engine

struct SecretBytesTests {
    @Test func `two random secrets differ`() throws {
        let first = try SecretBytes.random(count: 32)
        let second = try SecretBytes.random(count: 32)
        #expect(!first.isEqual(to: second))
    }

    @Test func `a secret equals a copy of its bytes`() throws {
        let secret = try SecretBytes.random(count: 33)
        let copy = try secret.withUnsafeBytes { try SecretBytes(copying: $0) }
        #expect(secret.isEqual(to: copy))
    }

    @Test func `secrets of different length are not equal`() throws {
        let secret = try SecretBytes.random(count: 32)
        let shorter = try secret.prefix(31)
        #expect(!secret.isEqual(to: shorter))
    }

    @Test func `nothing that prints a secret shows a byte of it`() throws {
        let secret = try Array("correct horse".utf8).withUnsafeBytes { try SecretBytes(copying: $0) }
        var dumped = ""
        dump(secret, to: &dumped)
        #expect("\(secret)" == "secret")
        #expect(String(reflecting: secret) == "secret")
        #expect(dumped == "- secret #0\n")
    }

    @Test func `a secret that cannot be filled throws and is given back`() throws {
        #expect(throws: VaultFailure(.fault)) { try SecretBytes(count: 32) { _ in throw VaultFailure(.fault) } }
    }

    @Test func `the heap for secrets says how well it protects`() {
        #expect(SecureHeap.protection != .ordinary)
    }
}
