/// Where a page stands in a list of pages.
struct Paging: Sendable {
    /// From 1.
    var page: Int
    /// At least 1.
    var count: Int

    /// The only page.
    static let single = Paging(page: 1, count: 1)

    /// The names of the `paging` template; absent on a single page. `path` is without a query; `query` goes before
    /// the number.
    func field(path: String, query: String = "", in language: Language) -> Field {
        guard count > 1 else { return .absent }
        let path = path + "?" + (query.isEmpty ? "" : query + "&")
        return .group([
            "previous": page > 1 ? .group(["href": .text("\(path)page=\(page - 1)")]) : .absent,
            "next": page < count ? .group(["href": .text("\(path)page=\(page + 1)")]) : .absent,
            "position": .text(
                language.text(.pagePosition, ["page": language.number(page), "pages": language.number(count)])
            ),
        ])
    }
}
