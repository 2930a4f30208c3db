@testable import Engine

/// Reads the input as a key file, as it stands and with its checks put right, since no fuzzer guesses a SHA-256.
/// What is accepted must be exactly what would be written again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKeyFile(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    check(input)
    checked(Array(input)).withUnsafeBytes(check)
    return 0
}

private func check(_ text: UnsafeRawBufferPointer) {
    do {
        let file = try KeyFile(parsing: text)
        let written = try file.text()
        precondition(written.withUnsafeBytes { $0.elementsEqual(text) }, "accepted, but written differently")
    } catch let flaw as KeyFileFlaw {
        precondition(!flaw.reason.isEmpty)
    } catch {
        preconditionFailure("not a flaw: \(error)")
    }
}

/// Each line with the check that fits the rest of it.
private func checked(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
        let end = line.lastIndex(of: UInt8(ascii: " ")) ?? line.endIndex
        let covered = Array(line[..<end])
        guard let digest = try? Digest.sha256(covered) else { preconditionFailure("SHA-256") }
        result += covered + Array(" \(Hex.encode(digest.prefix(8)))\n".utf8)
    }
    return result
}
