import Testing

@testable import Engine

struct BlindIndexTests {
    @Test func `equal texts of a column have equal values, all others differ`() throws {
        let key = try SecretBytes.random(count: 32)
        let index = try BlindIndex(directoryKey: key)
        let again = try BlindIndex(directoryKey: key)
        let value = try index.value(column: "person.phone", of: "+33612345678")

        #expect(value.count == 32)
        #expect(try again.value(column: "person.phone", of: "+33612345678") == value)
        #expect(try index.value(column: "person.phone", of: "+33612345679") != value)
        #expect(try index.value(column: "person.login", of: "+33612345678") != value)
    }

    @Test func `another directory key gives other values`() throws {
        let first = try BlindIndex(directoryKey: .random(count: 32))
        let second = try BlindIndex(directoryKey: .random(count: 32))
        #expect(try first.value(column: "person.login", of: "a") != second.value(column: "person.login", of: "a"))
    }
}
