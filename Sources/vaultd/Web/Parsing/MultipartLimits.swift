/// What a form may cost. The bytes of files are not limited here: whoever stores them counts them.
struct MultipartLimits: Sendable, Equatable {
    /// Bytes of one part's header.
    var headerBytes = 4 * 1024
    /// Parts of one form.
    var parts = 64
    /// Bytes of a field that is not a file.
    var fieldBytes = 8 * 1024
    /// Bytes before the first and behind the last boundary, which mean nothing.
    var surroundings = 1024

    /// The defaults.
    init() {}
}
