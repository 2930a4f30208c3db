/// The kinds of paper that have their own picture and word.
enum PaperKind: String, Sendable, CaseIterable {
    case image, pdf, text, sheet, file

    /// The kind of a MIME type.
    init(mediaType: String) {
        switch mediaType {
        case _ where mediaType.hasPrefix("image/"): self = .image
        case "application/pdf": self = .pdf
        case "text/csv", "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
            self = .sheet
        case "text/plain", "application/msword", "application/rtf", "application/vnd.oasis.opendocument.text",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
            self = .text
        default: self = .file
        }
    }
}
