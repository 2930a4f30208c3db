import Glibc

@testable import Engine

/// The first byte says what the input is: even, a whole file; odd, changes to a good one (cut or lengthen, then
/// bytes at places). Whatever is opened: only true plaintext may come out, and only named damage may be thrown.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSealedFile(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = UnsafeBufferPointer(start: start, count: count)
    let rest = Array(input.dropFirst())
    let bytes = input[0].isMultiple(of: 2) ? rest : changed(by: rest)
    do {
        try open(bytes)
    } catch let failure as VaultFailure {
        precondition(failure.kind == .damaged, "not a kind of damage: \(failure)")
        precondition(bytes != sample.file, "a good file was refused: \(failure)")
    } catch {
        preconditionFailure("not a failure of ours: \(error)")
    }
    return 0
}

/// A good file of three chunks, and what it is made of.
private struct Sample: Sendable {
    let identity = SealedFileIdentity(document: Array(repeating: 1, count: 16), owner: Array(repeating: 2, count: 16))
    let key: SecretBytes
    let text: [UInt8]
    let file: [UInt8]

    init() throws {
        key = try SecretBytes.random(count: 32)
        text = (0..<(2 * SealedFileFormat.chunkSize + 99)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let descriptor = temporaryFile([])
        defer { close(descriptor) }
        let writer = try SealedFileWriter(descriptor: descriptor, identity: identity, key: key)
        try text.withUnsafeBytes { try writer.append($0) }
        let length = try writer.finish().fileLength
        file = try [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            filled = try DescriptorIO.read(into: UnsafeMutableRawBufferPointer(buffer), from: descriptor, at: 0)
        }
    }
}

private let sample: Sample = {
    do { return try Sample() } catch { preconditionFailure("\(error)") }
}()

private func open(_ bytes: [UInt8]) throws {
    // The length that a catalog would have had: that of the file, where it is one that a sealed file can have.
    let length = SealedFileFormat.plaintextLength(fileLength: bytes.count) ?? sample.text.count
    let reader = try SealedFileReader(
        descriptor: temporaryFile(bytes), identity: sample.identity, key: sample.key,
        expectedPlaintextLength: length, expectedCommitment: nil
    )
    var offset = 0
    try reader.read(0..<length) { piece in
        let end = offset + piece.count
        precondition(end <= sample.text.count && piece.elementsEqual(sample.text[offset..<end]), "wrong bytes came out")
        offset = end
    }
    precondition(offset == sample.text.count, "an altered length was accepted")
}

/// Two bytes: the new length, at or behind a border that matters; then four bytes a change: place and difference.
private func changed(by script: [UInt8]) -> [UInt8] {
    var bytes = sample.file
    guard script.count >= 2 else { return bytes }
    let borders = [0, 1, 95, 96, 97, 111, 112, 113, 65_648, 65_649, 131_200, 131_201, bytes.count - 1, bytes.count]
    let length = borders[Int(script[0]) % borders.count] + Int(script[1]) % 18
    bytes = Array(bytes.prefix(length))
    bytes += [UInt8](repeating: 0, count: length - bytes.count)
    for start in stride(from: 2, to: script.count - 3, by: 4) where !bytes.isEmpty {
        let place = Int(script[start]) << 16 | Int(script[start + 1]) << 8 | Int(script[start + 2])
        bytes[place % bytes.count] ^= script[start + 3]
    }
    return bytes
}

private func temporaryFile(_ bytes: [UInt8]) -> Int32 {
    let path = "/dev/shm/vaultd-fuzz-\(getpid())"
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(descriptor >= 0 && unlink(path) == 0)
    precondition(bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) } == bytes.count)
    return descriptor
}
