import FoundationEssentials

/// How values become JSON here: times as RFC 3339 in UTC, keys sorted so that output compares, slashes as they are.
public enum ControlJSON {
    /// One line, for the wire and for streams.
    public static func line(_ value: some Encodable) throws -> [UInt8] {
        Array(try encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value))
    }

    /// Indented, for people.
    public static func document(_ value: some Encodable) throws -> [UInt8] {
        Array(try encoder([.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]).encode(value))
    }

    /// The value again. Unknown keys are ignored, so that a newer daemon may say more.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(bytes))
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = formatting
        return encoder
    }
}
