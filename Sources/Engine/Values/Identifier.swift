/// A random 128-bit identifier of one kind of thing. The kind is in the type, so that a document's id
/// cannot be handed where an account's is wanted.
public struct Identifier<Kind>: Hashable, Sendable {
    /// The 16 bytes as stored.
    public let bytes: [UInt8]

    /// A new random identifier.
    public init() {
        var generator = SystemRandomNumberGenerator()
        let halves = (generator.next(), generator.next())
        self.bytes = withUnsafeBytes(of: halves) { Array($0) }
    }

    /// An identifier read back from storage; nil unless it has 16 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// An identifier from its text form: 32 hexadecimal digits, lower case. Anything else gives nil.
    public init?(_ text: String) {
        guard let bytes = Hex.decode(text), bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// 32 hexadecimal digits, as used in paths and URLs.
    public var text: String { Hex.encode(bytes) }
}

extension Identifier: CustomStringConvertible {
    public var description: String { text }
}

/// Marks identifiers of accounts.
public enum AccountKind {}
/// Marks identifiers of structures.
public enum StructureKind {}
/// Marks identifiers of safes.
public enum SafeKind {}
/// Marks identifiers of documents.
public enum DocumentKind {}
/// Marks identifiers of long operations.
public enum OperationKind {}

public typealias AccountID = Identifier<AccountKind>
public typealias StructureID = Identifier<StructureKind>
public typealias SafeID = Identifier<SafeKind>
public typealias DocumentID = Identifier<DocumentKind>
public typealias OperationID = Identifier<OperationKind>
