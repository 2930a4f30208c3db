/// The one place in the catalog at which a sealed field is good: moved elsewhere, it does not open.
struct FieldAddress: Sendable, Hashable {
    let table: String
    let column: String
    let row: [UInt8]

    /// The field of one row, named as in the schema; `row` is the row's own id.
    init(table: String, column: String, row: [UInt8]) {
        self.table = table
        self.column = column
        self.row = row
    }
}
