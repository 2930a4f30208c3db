/// Columns of text, as wide as their widest cell.
struct TextTable {
    /// How a column stands.
    enum Alignment {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]]

    /// A table with its header.
    init(_ columns: [(title: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [columns.map(\.title)]
    }

    /// Adds a row; a missing cell is shown as `-`.
    mutating func add(_ cells: [String?]) { rows.append(cells.map { $0 ?? "-" }) }

    /// The lines, without blanks at their ends.
    var lines: [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                Self.pad(cell, to: widths[column], alignments[column])
            }
            return Self.trimmed(cells.joined(separator: "  "))
        }
    }

    private static func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return alignment == .left ? text + blanks : blanks + text
    }

    private static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}
