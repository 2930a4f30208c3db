/// Finds a sealed value by equality without opening any: a keyed digest stored beside it.
///
/// Whoever reads the catalog learns which rows have equal values, nothing else; so never index what has few values
/// (birth dates, first names, flags). Bound to the directory key, not to a term: rotation leaves indexes alone.
struct BlindIndex: Sendable {
    private let key: SecretBytes

    /// The index keys of a store.
    init(directoryKey: SecretBytes) throws {
        key = try KeyDerivation.derive(
            from: directoryKey, salt: [], info: Array("vaultd/blind-index/1".utf8), count: AESGCM.keySize
        )
    }

    /// 32 bytes, equal exactly for equal texts of one column (`table.column`), each column with a key of its own.
    /// The caller has normalised the text: case, blanks, form of the phone number.
    func value(column: String, of normalised: String) throws -> [UInt8] {
        let columnKey = try KeyDerivation.derive(
            from: key, salt: [], info: Array("column:\(column)".utf8), count: AESGCM.keySize
        )
        return try Digest.hmacSHA256(key: columnKey, Array(normalised.utf8))
    }
}
