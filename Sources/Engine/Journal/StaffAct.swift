/// Something that a professional or manager did, without a word on what was in it: neither a title nor a purpose is
/// read (AUD-05).
public struct StaffAct: Sendable, Equatable {
    public let sequence: Int64
    public let moment: Moment
    /// What was done; nil where the line does not tell any more.
    public let kind: AuditEvent.Kind?
    public let result: AuditEvent.Result
    /// The structure through which it was done; nil for none, and where only one structure is asked for.
    public let structureName: String?
    public let person: Concerned

    /// Whom it concerned, as far as the reader may know.
    public enum Concerned: Sendable, Equatable {
        /// Nobody else, or the reader is not told.
        case nobody
        /// Somebody whom the reader may not see, any more or at all.
        case someone
        /// Somebody whom the reader may see now.
        case named(String)
    }
}

/// A page of what somebody did.
public struct StaffActPage: Sendable, Equatable {
    /// Acts on a page.
    public static let size = 50

    /// Newest first.
    public let acts: [StaffAct]
    /// From 1; the nearest that exists.
    public let page: Int
    /// Acts on all pages.
    public let total: Int

    /// How many pages there are, one at least.
    public var pageCount: Int { Self.pageCount(total) }

    static func pageCount(_ total: Int) -> Int { max(1, (total + size - 1) / size) }
}

/// What a professional did in one structure, for its manager: nobody whom it concerned is in it.
public struct ProfessionalActs: Sendable, Equatable {
    public let name: String
    public let structureName: String
    public let acts: StaffActPage
}
