import Foundation

/// The details of an event as JSON with sorted keys.
enum AuditDetails {
    /// The bytes that are sealed.
    static func encode(_ details: [AuditEvent.Detail: String]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let plain = Dictionary(uniqueKeysWithValues: details.map { ($0.key.rawValue, $0.value) })
        return Array(try encoder.encode(plain))
    }

    /// The details again; keys that this version does not know are left out.
    static func decode(_ bytes: [UInt8]) throws -> [AuditEvent.Detail: String] {
        let plain = try JSONDecoder().decode([String: String].self, from: Data(bytes))
        return Dictionary(
            plain.compactMap { key, value in AuditEvent.Detail(rawValue: key).map { ($0, value) } },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
