/// A kind of document that vaultd accepts (DOC-02).
public struct MediaType: Sendable, Hashable {
    /// The media type as in HTTP, such as `image/png`.
    public let mime: String
    /// The usual ending of file names, without a dot.
    public let fileExtension: String

    /// All kinds that are accepted.
    public static let all: [MediaType] = [
        pdf, jpeg, png, gif, webp, heic, text, csv, doc, docx, odt, xls, xlsx, ods,
    ]

    public static let pdf = MediaType("application/pdf", "pdf")
    public static let jpeg = MediaType("image/jpeg", "jpg")
    public static let png = MediaType("image/png", "png")
    public static let gif = MediaType("image/gif", "gif")
    public static let webp = MediaType("image/webp", "webp")
    public static let heic = MediaType("image/heic", "heic")
    public static let text = MediaType("text/plain", "txt")
    public static let csv = MediaType("text/csv", "csv")
    public static let doc = MediaType("application/msword", "doc")
    public static let docx = MediaType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
    public static let odt = MediaType("application/vnd.oasis.opendocument.text", "odt")
    public static let xls = MediaType("application/vnd.ms-excel", "xls")
    public static let xlsx = MediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    public static let ods = MediaType("application/vnd.oasis.opendocument.spreadsheet", "ods")

    private init(_ mime: String, _ fileExtension: String) {
        self.mime = mime
        self.fileExtension = fileExtension
    }

    /// The accepted kind with this media type, as read back from storage; nil for any other.
    public init?(mime: String) {
        guard let type = Self.all.first(where: { $0.mime == mime }) else { return nil }
        self = type
    }

    /// Whether a browser may show it within the site's origin: pictures that hold no script. PDF is not among
    /// them: see `isPDF`.
    public var isInlineSafe: Bool { [.png, .jpeg, .gif, .webp].contains(self) }

    /// Whether it is a PDF, which a browser may show under a sandboxing policy of its own.
    public var isPDF: Bool { self == .pdf }

    /// Whether it is plain text or comma-separated values.
    public var isText: Bool { self == .text || self == .csv }
}
