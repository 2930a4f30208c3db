/// Proves that a scan still finds: the EICAR test file must be caught bare, in a zip and in a 7z, since each
/// takes another way through libclamav, and a harmless text must pass.
struct ScannerSelfTest {
    /// Looks at bytes as a document is looked at.
    let inspect: (UnsafeRawBufferPointer) -> ScanVerdict

    /// Runs all cases.
    ///
    /// - Returns: what went wrong first, or nil.
    func run() -> String? {
        do {
            for (name, bytes) in try Self.harmful() {
                let verdict = bytes.withUnsafeBytes(inspect)
                guard case .infected = verdict else { return "EICAR \(name) was not caught: \(verdict)" }
            }
        } catch {
            return "the test files could not be made: \(error)"
        }
        let verdict = Array("The quick brown fox jumps over the lazy dog.\n".utf8).withUnsafeBytes(inspect)
        return verdict == .clean ? nil : "a harmless text did not pass: \(verdict)"
    }

    private static func harmful() throws -> [(String, [UInt8])] {
        let member = (name: "test.txt", bytes: EICAR.bytes)
        return [
            ("bare", EICAR.bytes),
            ("in a zip", try ArchiveWriting.container(.zip, members: [member])),
            ("in a 7z", try ArchiveWriting.container(.sevenZip, members: [member])),
        ]
    }
}
