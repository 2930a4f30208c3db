/// Cuts a stream of bytes into lines; what follows the last end-of-line waits for more.
struct LineSplitter {
    private var rest: [UInt8] = []

    /// The lines that `piece` completes.
    mutating func lines(adding piece: [UInt8]) -> [[UInt8]] {
        rest += piece
        var parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = Array(parts.removeLast())
        return parts.filter { !$0.isEmpty }.map(Array.init)
    }
}
