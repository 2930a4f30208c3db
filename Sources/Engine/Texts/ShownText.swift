/// A text as somebody saw it before they agreed: what is kept is this, and not what would be in force a moment later.
public struct ShownText: Sendable, Hashable {
    /// The version of the text.
    public let version: String
    /// The language that it was written in, which may be another than that of the page around it.
    public let language: String
    /// `OfficialText.digest` of what was on the page; nil where it was agreed to before that was kept.
    public let digest: [UInt8]?

    /// A text that was on a page.
    public init(version: String, language: String, digest: [UInt8]? = nil) {
        self.version = version
        self.language = language
        self.digest = digest
    }
}

extension OfficialText {
    /// It, as what somebody saw.
    public var shown: ShownText { ShownText(version: version, language: language, digest: digest) }

    /// Whether it is, word for word, what somebody saw; nil where nothing was kept by which that could be told.
    public func isStill(_ shown: ShownText) -> Bool? { shown.digest.map { $0 == digest } }
}

extension TextLibrary {
    /// Whether there is a text of this kind in this version and language, so that somebody can have seen it.
    public func holds(_ kind: OfficialText.Kind, _ shown: ShownText) -> Bool {
        isWritten(kind, version: shown.version, in: shown.language)
    }
}
