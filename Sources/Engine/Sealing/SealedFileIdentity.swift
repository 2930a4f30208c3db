/// To what a sealed file belongs. Bound into its key: under another identity it does not open.
struct SealedFileIdentity: Sendable, Hashable {
    /// 16 bytes: the document, or the file of a snapshot. Stands in the header.
    let document: [UInt8]
    /// 16 bytes: the safe, or the snapshot. Does not stand in the file.
    let owner: [UInt8]

    /// Both ids have 16 bytes.
    init(document: [UInt8], owner: [UInt8]) {
        precondition(document.count == 16 && owner.count == 16)
        self.document = document
        self.owner = owner
    }
}
