import Engine
import Foundation

/// The languages that the pages speak.
struct Languages: Sendable {
    /// All of them, the default first, the rest by code.
    let all: [Language]
    /// The default.
    let standard: Language

    /// Reads every `.yaml` of `folder`. A catalogue that lacks a key of another, or a key that the code needs,
    /// stops the start with `settingsUnusable`: nothing falls back in silence.
    init(folder: String, defaultCode: String, zone: TimeZone) throws {
        let files = ResourceFolder(path: folder)
        let read = try files.names().filter { $0.hasSuffix(".yaml") }.map {
            try Language(CatalogueFile(name: $0, text: files.text(of: $0)), zone: zone)
        }
        guard let standard = read.first(where: { $0.code == defaultCode }) else {
            throw ResourceFault.failure("there is no catalogue for web.default-language \(defaultCode) in \(folder)")
        }
        for language in read { try CatalogueCheck(reference: standard).check(language) }
        self.all = [standard] + read.filter { $0.code != defaultCode }
        self.standard = standard
    }

    /// The language with this code; nil where it is not spoken.
    subscript(code: String) -> Language? { all.first { $0.code == code } }

    /// The first spoken language of an `Accept-Language` field, else the default. Quality values are taken as
    /// the order, which is how browsers send them.
    func preferred(acceptLanguage: String?) -> Language {
        let wanted = (acceptLanguage ?? "").split(separator: ",").prefix(20)
        for item in wanted {
            let tag = item.prefix { $0 != ";" }.trimmingPrefix { $0 == " " }
            if let language = self[tag.prefix { $0 != "-" && $0 != " " }.lowercased()] { return language }
        }
        return standard
    }
}
