/// The standard antivirus test file (EICAR). It is put together at run time: written out in the source, it
/// would make scanners raise an alarm over the repository and over every binary.
enum EICAR {
    /// The 68 bytes of the test file.
    static var bytes: [UInt8] { Array(pieces.joined().utf8) }

    private static var pieces: [String] {
        ["X5O!P%@AP[4", "\\PZX54(P^)7CC)7}$", "EIC" + "AR", "-STANDARD-", "ANTI" + "VIRUS", "-TEST-", "FILE!", "$H+H*"]
    }
}
