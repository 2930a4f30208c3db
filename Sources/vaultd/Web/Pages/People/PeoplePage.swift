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
    /// Of those whose account nobody uses, the ones whose end is nearest, on the first page of all (ACC-12).
    var unused: [Person] = []
    /// How many there are in all.
    var unusedCount = 0

    /// A line of the list.
    struct Person: Sendable {
        var id: String
        var name: String
        var standing: UnusedStanding?
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
            "people": .list(people.map { $0.fields(in: language) }),
            "unused": unused.isEmpty
                ? .absent
                : .group([
                    "unused-count": .text(language.text(.unusedCount, count: unusedCount)),
                    "nearest": .list(unused.map { $0.fields(in: language) }),
                ]),
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

extension PeoplePage.Person {
    fileprivate func fields(in language: Language) -> [String: Field] {
        ["id": .text(id), "name": .text(name), "end": standing.map { .text($0.words(in: language)) } ?? .absent]
    }
}

extension UnusedStanding {
    /// In one line.
    fileprivate func words(in language: Language) -> String {
        switch self {
        case .willBeDisabled(let moment): language.text(.unusedCloses, ["date": language.date(moment)])
        case .disabled(let end?): language.text(.unusedShutUntil, ["date": language.date(end)])
        case .disabled(nil): language.text(.unusedShut)
        }
    }
}
