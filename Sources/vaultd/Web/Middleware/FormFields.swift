import Engine
import HTTPTypes
import Hummingbird
import NIOCore

/// The fields of a form without files, read and proven to come from a form of ours.
struct FormFields: Sendable {
    /// No form of this site comes near this many bytes.
    static let limit = 16 * 1024
    /// One that lists people to tick does.
    static let listLimit = 512 * 1024
    /// The name of the field that carries the token.
    static let token = "csrf"

    private let values: [String: String]

    /// Reads the form and checks its token.
    ///
    /// - Throws: `requestMalformed`, `formExpired`.
    init(_ request: Request, _ visit: Visit, _ seals: CookieSeal, limit: Int = FormFields.limit) async throws {
        try self.init(await Self.body(of: request, limit))
        guard visit.accepts(values[Self.token] ?? "", seals) else { throw VaultFailure(.formExpired) }
    }

    /// The fields of `application/x-www-form-urlencoded` text.
    ///
    /// - Throws: `requestMalformed` for broken escapes, text that is not UTF-8, a field given twice.
    init(_ text: String) throws {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(parts[0])
            let value = try parts.count > 1 ? Self.decoded(parts[1]) : ""
            guard values.updateValue(value, forKey: name) == nil else { throw Self.malformed("a field is given twice") }
        }
        self.values = values
    }

    /// The value of a field; nil where it is missing.
    subscript(name: String) -> String? { values[name] }

    /// The value of a field that must be there.
    ///
    /// - Throws: `fieldMissing`.
    func required(_ name: String) throws -> String {
        guard let value = values[name] else { throw VaultFailure(.fieldMissing, ["field": name]) }
        return value
    }

    /// What follows `prefix` in the names of all fields that begin with it, in order.
    func names(from prefix: String) -> [String] {
        values.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    /// An identifier that a form of ours carries.
    ///
    /// - Throws: `notFound` for anything else.
    func identifier<Kind>(_ name: String) throws -> Identifier<Kind> {
        guard let id = values[name].flatMap({ Identifier<Kind>($0) }) else { throw VaultFailure(.notFound) }
        return id
    }

    /// A number that was chosen; 0 for anything else.
    func number(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? 0 }

    private static func body(of request: Request, _ limit: Int) async throws -> String {
        let type = HeaderParameters((request.headers[.contentType] ?? "").utf8)?.value
        guard type == "application/x-www-form-urlencoded" else { throw malformed("it is not a form") }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw malformed("the form is too large")
        }
        return String(buffer: buffer)
    }

    private static func decoded(_ text: Substring) throws -> String {
        let bytes = text.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        guard let plain = PercentCoding.decode(bytes), let decoded = String(validating: plain, as: UTF8.self) else {
            throw malformed("a field is not UTF-8")
        }
        return decoded
    }

    private static func malformed(_ reason: String) -> VaultFailure {
        VaultFailure(.requestMalformed, ["reason": reason])
    }
}
