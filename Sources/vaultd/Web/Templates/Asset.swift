/// A file that browsers may keep for a year, because its path changes with its content.
struct Asset: Sendable {
    /// Where it is served: `/assets/<hash>/<name>`.
    let path: String
    /// The `Content-Type`.
    let contentType: String
    let bytes: [UInt8]
    /// The same in a gzip frame, for browsers that take it: on a weak network the first page comes in half the time.
    /// Assets hold no secret, so compression tells nothing about one.
    let gzipped: [UInt8]

    /// The `Cache-Control` of every asset.
    static let cacheControl = "public, max-age=31536000, immutable"
}
