extension SessionToken {
    /// What the catalog knows it by.
    func reference() throws -> SessionReference { SessionReference(digest: try digest()) }

    /// The token that each form of the session carries. Derived, so that nothing is stored; one-way, so that a page
    /// that leaks does not give away the session.
    func csrf() throws -> String {
        Hex.encode(try Digest.hmacSHA256(key: key(), Array("vaultd/csrf/1".utf8)))
    }
}
