/// Compares the files with the rows after a stop: what to set aside, what to bring back, what to remove, what to miss.
/// Pure arithmetic over ids.
struct OrphanSweep: Sendable {
    private var rows: Set<DocumentID>
    private let erased: Set<DocumentID>
    /// Files that no row lists. A deposit that a stop cut off leaves one; an older catalog that was put back does too.
    private(set) var orphans: [DocumentID] = []
    /// Files of documents that were erased.
    private(set) var finished: [DocumentID] = []
    /// Files that were set aside, and whose row is here again.
    private(set) var returning: [SetAside.File] = []

    /// A sweep over the rows of the catalog; `erased` is all that is known to have been erased.
    init(rows: Set<DocumentID>, erased: Set<DocumentID>) {
        self.rows = rows
        self.erased = erased
    }

    /// Takes note of a file.
    mutating func visit(_ document: DocumentID) {
        guard rows.remove(document) == nil else { return }
        if erased.contains(document) { finished.append(document) } else { orphans.append(document) }
    }

    /// Takes note of a file that was set aside, newest first, once all others were visited.
    mutating func visit(_ file: SetAside.File) {
        guard rows.remove(file.document) != nil else { return }
        returning.append(file)
    }

    /// Documents whose file is missing, once all files were visited.
    var missing: [DocumentID] { rows.sorted { $0.text < $1.text } }
}
