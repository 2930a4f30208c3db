import Foundation
import GRDB

extension Row {
    /// The bytes of a BLOB column; nil for NULL.
    func bytes(_ column: String) -> [UInt8]? {
        (self[column] as Data?).map(Array.init)
    }

    /// An identifier column.
    ///
    /// - Throws: `catalogDamaged` where the column has not 16 bytes.
    func identifier<Kind>(_ column: String) throws -> Identifier<Kind> {
        guard let bytes = bytes(column), let id = Identifier<Kind>(bytes: bytes) else {
            throw VaultFailure(.catalogDamaged, ["reason": "\(column) is no identifier"])
        }
        return id
    }
}

extension [UInt8] {
    /// The bytes as a value to bind to a BLOB column.
    var blob: Data { Data(self) }
}

extension [UInt8]? {
    /// The bytes as a value to bind to a BLOB column, or NULL.
    var blob: Data? { map { Data($0) } }
}

extension Identifier {
    /// The identifier as a value to bind to a BLOB column.
    var blob: Data { Data(bytes) }
}
