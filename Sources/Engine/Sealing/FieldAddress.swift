/// The one place in the catalog at which a sealed field is good: moved elsewhere, it does not open.
struct FieldAddress: Sendable, Hashable {
    /// The table, named as in the schema.
    let table: String
    /// The column, named as in the schema.
    let column: String
    /// The row's own id.
    let row: [UInt8]
}
