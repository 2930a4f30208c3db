/// Reads a `multipart/form-data` body piece by piece (RFC 7578, RFC 2046 5.1), holding no more of it than the
/// header of one part.
///
/// ```
/// preamble ── --boundary ──► header ──► body ── CRLF--boundary ──► header …
///                                          └─── CRLF--boundary-- ──► epilogue
/// ```
struct MultipartParser {
    /// What was found, in the order of the body.
    enum Event: Equatable {
        /// A part begins.
        case began(MultipartPart)
        /// The next bytes of that part, never none.
        case bytes(ArraySlice<UInt8>)
        /// The part is complete.
        case ended
        /// The form is complete.
        case finished
    }

    private enum State: Equatable {
        case preamble, delimiterEnd, finalDash, lineEnd, header, body, epilogue
    }

    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let dash = UInt8(ascii: "-")

    private let limits: MultipartLimits
    /// CR LF - - boundary. The boundary has no CR, so the only place where a new match can begin within a
    /// failed one is the byte that failed it.
    private let delimiter: [UInt8]
    private var state = State.preamble
    /// How much of the delimiter has been seen. A delimiter at the very beginning has no line end before it.
    private var matched = 2
    private var header: [UInt8] = []
    private var lineStart = 0
    private var lines: [Range<Int>] = []
    private var parts = 0
    private var isField = false
    private var fieldBytes = 0
    private var surroundings = 0
    private var fault: MultipartFault?

    /// A parser for the body of a request with this `Content-Type`.
    init(contentType: String, limits: MultipartLimits = MultipartLimits()) throws(MultipartFault) {
        guard let read = HeaderParameters(contentType.utf8), read.value == "multipart/form-data" else {
            throw .notAForm
        }
        guard let boundary = read.parameters["boundary"], Self.isBoundary(boundary) else { throw .boundaryUnusable }
        self.limits = limits
        delimiter = Array("\r\n--".utf8) + boundary
    }

    /// Whether the end of the form has been seen.
    var isFinished: Bool { state == .epilogue }

    /// Reads the next bytes of the body. After a fault, every further call throws the same.
    mutating func feed(_ chunk: [UInt8]) throws(MultipartFault) -> [Event] {
        if let fault { throw fault }
        var events: [Event] = []
        var position = 0
        do {
            while position < chunk.count { try step(chunk, &position, &events) }
        } catch {
            fault = error
            throw error
        }
        return events
    }

    /// The body has ended. Throws `.cutOff`, or `.noBeginning`, unless the form has.
    mutating func finish() throws(MultipartFault) {
        if let fault { throw fault }
        guard isFinished else { throw state == .preamble ? .noBeginning : .cutOff }
    }

    private mutating func step(
        _ chunk: [UInt8],
        _ position: inout Int,
        _ events: inout [Event]
    ) throws(MultipartFault) {
        switch state {
        case .preamble: try skipPreamble(chunk, &position)
        case .body: try readBody(chunk, &position, &events)
        case .epilogue:
            surroundings += chunk.count - position
            position = chunk.count
            guard surroundings <= limits.surroundings else { throw .dataAfterEnd }
        case .delimiterEnd, .finalDash, .lineEnd, .header:
            let byte = chunk[position]
            position += 1
            try take(byte, &events)
        }
    }

    // MARK: Around boundaries

    private mutating func skipPreamble(_ chunk: [UInt8], _ position: inout Int) throws(MultipartFault) {
        let byte = chunk[position]
        if byte == delimiter[matched] {
            matched += 1
            position += 1
        } else if matched > 0 {
            matched = 0
            return
        } else {
            position += 1
        }
        surroundings += 1
        if matched == delimiter.count {
            matched = 0
            surroundings = 0
            state = .delimiterEnd
        } else if surroundings > limits.surroundings + delimiter.count {
            throw .noBeginning
        }
    }

    private mutating func take(_ byte: UInt8, _ events: inout [Event]) throws(MultipartFault) {
        switch (state, byte) {
        case (.delimiterEnd, Self.dash): state = .finalDash
        case (.delimiterEnd, Self.carriageReturn): state = .lineEnd
        // RFC 2046 lets mail gateways pad the line of a boundary with blanks.
        case (.delimiterEnd, UInt8(ascii: " ")), (.delimiterEnd, UInt8(ascii: "\t")): break
        case (.finalDash, Self.dash):
            state = .epilogue
            events.append(.finished)
        case (.lineEnd, Self.lineFeed): try beginHeader()
        case (.header, _): try takeHeader(byte, &events)
        default: throw .boundaryMalformed
        }
    }

    // MARK: Headers

    private mutating func beginHeader() throws(MultipartFault) {
        parts += 1
        guard parts <= limits.parts else { throw .tooManyParts }
        header.removeAll(keepingCapacity: true)
        lines = []
        lineStart = 0
        state = .header
    }

    private mutating func takeHeader(_ byte: UInt8, _ events: inout [Event]) throws(MultipartFault) {
        guard header.count < limits.headerBytes else { throw .headerTooLong }
        header.append(byte)
        guard byte == Self.lineFeed else { return }
        let end = header.count - 2
        guard end >= lineStart, header[end] == Self.carriageReturn else { throw .headerMalformed }
        if end > lineStart {
            lines.append(lineStart..<end)
            lineStart = header.count
        } else {
            try beginBody(&events)
        }
    }

    private mutating func beginBody(_ events: inout [Event]) throws(MultipartFault) {
        let part = try MultipartPart(lines: lines.map { header[$0] })
        isField = part.fileName == nil
        fieldBytes = 0
        // The line end before the next boundary may be the one that ended this header: an empty part.
        matched = 2
        bodyIsEmpty = true
        state = .body
        events.append(.began(part))
    }

    /// Whether no byte of the body has come yet, so that the line end at hand belongs to the header.
    private var bodyIsEmpty = false

    // MARK: Bodies

    private mutating func readBody(
        _ chunk: [UInt8],
        _ position: inout Int,
        _ events: inout [Event]
    ) throws(MultipartFault) {
        let start = position
        // What was matched in earlier chunks is not in this one: if the match fails, it comes from `delimiter`.
        var carried = matched
        while position < chunk.count {
            if matched == 0 {
                position = Self.nextCarriageReturn(chunk, from: position)
                guard position < chunk.count else { break }
            }
            guard chunk[position] == delimiter[matched] else {
                try emit(literal: carried, &events)
                carried = 0
                matched = 0
                if chunk[position] != Self.carriageReturn { position += 1 }
                continue
            }
            matched += 1
            position += 1
            guard matched < delimiter.count else {
                try emit(chunk[start..<max(start, position - delimiter.count)], &events)
                events.append(.ended)
                matched = 0
                state = .delimiterEnd
                return
            }
        }
        try emit(chunk[start..<position - (matched - carried)], &events)
    }

    private mutating func emit(literal count: Int, _ events: inout [Event]) throws(MultipartFault) {
        guard count > 0 else { return }
        let isHeadersEnd = bodyIsEmpty
        bodyIsEmpty = false
        try emit(delimiter[(isHeadersEnd ? 2 : 0)..<count], &events)
    }

    private mutating func emit(_ bytes: ArraySlice<UInt8>, _ events: inout [Event]) throws(MultipartFault) {
        guard !bytes.isEmpty else { return }
        fieldBytes += bytes.count
        guard !isField || fieldBytes <= limits.fieldBytes else { throw .fieldTooLong }
        events.append(.bytes(bytes))
    }

    private static func nextCarriageReturn(_ chunk: [UInt8], from start: Int) -> Int {
        chunk.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count, bytes[index] != carriageReturn { index += 1 }
            return index
        }
    }

    /// RFC 2046 5.1.1: 1 to 70 of these, no blank at the end.
    private static func isBoundary(_ bytes: [UInt8]) -> Bool {
        (1...70).contains(bytes.count) && bytes.last != UInt8(ascii: " ") && bytes.allSatisfy(isBoundaryByte)
    }

    private static func isBoundaryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: boundarySigns.contains(byte)
        }
    }

    private static let boundarySigns = Set("'()+_,-./:=? ".utf8)
}
