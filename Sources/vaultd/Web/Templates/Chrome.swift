import Engine

/// What surrounds every page: language, person, notices.
struct Chrome: Sendable {
    /// The language of this answer.
    var language: Language
    /// The name of the service as people know it (`web.service-name`).
    var serviceName: String
    /// The path and query of this page, to come back to after a change of language. Must start with one `/`.
    var path: String
    /// The token of the forms. Nil leaves out each form of the frame (language, sign-out), as on a locked service.
    var csrf: String?
    /// The name of the signed-in person; nil when nobody is signed in.
    var person: String?
    /// What the person is here; decides on the menu.
    var role = Role.beneficiary
    /// Notices above the content, on each page.
    var banners: [Banner] = []
    /// What happened around the account that its holder should know.
    var news: [SupervisionAlert] = []
    /// Whether the person said that others use this computer too.
    var publicComputer = false
    /// Seconds until an idle session ends; the script warns one minute ahead and then leaves the page.
    var idleSeconds: Int?
    /// The present.
    var now: Moment
}

/// A notice about the state of the service.
enum Banner: String, Sendable, CaseIterable {
    /// The virus signatures are a test set: nothing real is recognised.
    case testSignatures = "test-signatures"
    /// There is no usable antivirus: everything but adding documents works.
    case depositsClosed = "deposits-closed"
    /// The store takes no changes.
    case readOnly = "read-only"
    /// Two professionals help somebody back into this safe; the holder can stop it.
    case stopReset = "stop-reset"
}

extension Chrome {
    /// The values of the frame around a page.
    func fields(section: PageSection?, title: String, languages: [Language]) -> [String: Field] {
        [
            "title": .text(title),
            "service": .text(serviceName),
            "csrf": .optional(csrf),
            "path": .text(path),
            "person": person.map { .group(["person-name": .text($0)]) } ?? .absent,
            "public": .flag(publicComputer),
            "idle": idleSeconds.map { .group(["idle-seconds": .number($0)]) } ?? .absent,
            "banners": .list(banners.map(bannerFields)),
            "news": news.isEmpty || csrf == nil ? .absent : .group(["news-lines": .list(news.map(newsFields))]),
            "languages": .list(languages.map(languageFields)),
            "in-documents": .flag(section == .documents),
            "in-sharing": .flag(section == .sharing),
            "in-journal": .flag(section == .journal),
            "in-help": .flag(section == .help),
            "in-people": .flag(section == .people),
            "in-team": .flag(section == .team),
            "in-usage": .flag(section == .usage),
            "in-acts": .flag(section == .acts),
            "as-beneficiary": .flag(role == .beneficiary),
            "as-professional": .flag(role == .professional),
            "as-manager": .flag(role == .manager),
            "home": .text(HomePath.of(role)),
        ]
    }

    private func bannerFields(_ banner: Banner) -> [String: Field] {
        ["banner-text": .text(language.word("banner.\(banner.rawValue)"))]
    }

    private func newsFields(_ alert: SupervisionAlert) -> [String: Field] {
        let values = ["moment": language.dateAndTime(alert.lastAt)]
        return ["news-text": .text(language.fill(language.word("news.\(alert.kind.rawValue)"), values))]
    }

    private func languageFields(_ other: Language) -> [String: Field] {
        [
            "code": .text(other.code),
            "direction": .text(other.direction.rawValue),
            "name": .text(other.name),
            "current": .flag(other.code == language.code),
        ]
    }
}
