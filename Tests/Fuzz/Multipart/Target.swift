/// Any body, in any pieces, is read or refused: never a trap, and never another answer for other pieces.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMultipart(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let body = Array(input.dropFirst())
    let whole = outcome([body])
    let size = Int(first % 16) + 1
    let pieces = stride(from: 0, to: body.count, by: size).map { Array(body[$0..<min($0 + size, body.count)]) }
    precondition(outcome(pieces) == whole, "the pieces change what is read")
    return 0
}

/// Everything that was read, the bytes of each part put together, and the fault at the end.
private struct Outcome: Equatable {
    var parts: [MultipartPart] = []
    var bytes: [[UInt8]] = []
    var ended = 0
    var isFinished = false
    var fault: MultipartFault?
}

private func outcome(_ pieces: [[UInt8]]) -> Outcome {
    var outcome = Outcome()
    var events: [MultipartParser.Event] = []
    do {
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=b")
        for piece in pieces { events += try parser.feed(piece) }
        try parser.finish()
    } catch {
        // What came in the piece that held the fault is lost with it, so only the fault can be compared.
        return Outcome(fault: error)
    }
    for event in events {
        switch event {
        case .began(let part):
            outcome.parts.append(part)
            outcome.bytes.append([])
            precondition(SentFileName.cleaned(part.fileName ?? "").utf8.count <= SentFileName.longest)
        case .bytes(let bytes): outcome.bytes[outcome.bytes.count - 1] += bytes
        case .ended: outcome.ended += 1
        case .finished: outcome.isFinished = true
        }
    }
    return outcome
}
