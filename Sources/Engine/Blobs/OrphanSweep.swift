/// Compares the files with the rows after a stop: what to remove, what to miss. Pure arithmetic over ids.
struct OrphanSweep: Sendable {
    /// A stop leaves at most as many files without a row as deposits ran. More of them means that the catalog is not
    /// the one that these files belong to (an older one was put back by hand, perhaps), and nothing is removed then.
    static let mostOrphans = 1024

    private var rows: Set<DocumentID>
    private let erased: Set<DocumentID>
    private(set) var orphans: [DocumentID] = []
    private(set) var finished: [DocumentID] = []

    /// A sweep over the rows of the catalog; `erased` are erasures whose file was not yet removed.
    init(rows: Set<DocumentID>, erased: Set<DocumentID>) {
        self.rows = rows
        self.erased = erased
    }

    /// Takes note of a file.
    mutating func visit(_ document: DocumentID) {
        guard rows.remove(document) == nil else { return }
        if erased.contains(document) { finished.append(document) } else { orphans.append(document) }
    }

    /// Documents whose file is missing, once all files were visited.
    var missing: [DocumentID] { rows.sorted { $0.text < $1.text } }

    /// Whether the orphans are what a stop can have left.
    var isPlausible: Bool { orphans.count <= Self.mostOrphans }
}
