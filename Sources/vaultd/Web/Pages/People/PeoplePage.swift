import Engine

/// The people whom a professional follows: `GET /people?find=&page=`.
struct PeoplePage: Page {
    static let template = PageTemplate.people
    var section: PageSection? { .people }
    var people: [Person]
    /// How many match, on all pages.
    var matching: Int
    /// Whether or not they match.
    var total: Int
    var paging = Paging.single
    /// What was searched.
    var find = ""
    var done: Done?
    /// Invitations that nobody has taken up yet.
    var invitations = 0

    /// A line of the list.
    struct Person: Sendable {
        var id: String
        var name: String
    }

    /// What was just done.
    enum Done: String, Sendable, CaseIterable {
        case ended
    }

    func title(in language: Language) -> String { language.word("people.title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "find": .text(find),
            "searched": .flag(!find.isEmpty),
            "nobody": .flag(total == 0),
            "none-found": .flag(total > 0 && matching == 0),
            "count": .text(language.text(.peopleCount, count: matching)),
            "invitations": invitations > 0
                ? .group(["waiting": .text(language.text(.invitationsWaiting, count: invitations))]) : .absent,
            "people": .list(people.map { ["id": .text($0.id), "name": .text($0.name)] }),
            "before": paging.page > 1 ? .group(["href": .text(href(paging.page - 1))]) : .absent,
            "after": paging.page < paging.count ? .group(["href": .text(href(paging.page + 1))]) : .absent,
            "position": paging.count > 1
                ? .text(
                    language.text(
                        .pagePosition, ["page": language.number(paging.page), "pages": language.number(paging.count)]))
                : .absent,
            "done": done.map { .group(["done-text": .text(language.word("people.done.\($0.rawValue)"))]) } ?? .absent,
        ]
    }

    private func href(_ page: Int) -> String {
        "/people?page=\(page)" + (find.isEmpty ? "" : "&find=" + QueryText.encoded(find))
    }
}
