import Engine

/// Where the account is open, and the browsers it is known in: `GET /security/devices`; `POST /security/devices/end`
/// (`session`), `/end-all`, `/forget` (`device`).
struct DevicesPage: Page {
    static let template = PageTemplate.devices
    var sessions: [SessionSummary]
    var devices: [DeviceSummary]
    /// What was just done.
    var done: Phrase?

    func title(in language: Language) -> String { language.text(.devicesTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "done": done.map { .group(["done-text": .text(language.text($0))]) } ?? .absent,
            "sessions": .list(
                sessions.map { session in
                    [
                        "id": .text(session.id),
                        "name": .text(session.browser.name(in: language)),
                        "is-this": .flag(session.isThis),
                        "is-shared": .flag(session.mode == .publicComputer),
                        "seen": .text(language.text(.deviceSeen, ["date": language.dateAndTime(session.lastSeenAt)])),
                    ]
                }),
            "has-known": .flag(!devices.isEmpty),
            "known": .list(
                devices.map { device in
                    let trusted = device.trustedUntil.map { language.text(.deviceTrusted, ["date": language.date($0)]) }
                    return [
                        "id": .text(device.reference.text),
                        "name": .text(device.browser.name(in: language)),
                        "seen": .text(language.text(.deviceSeen, ["date": language.date(device.lastUsedAt)])),
                        "trusted": .optional(trusted),
                    ]
                }),
        ]
    }
}

extension BrowserKind? {
    /// The browser in words: `Firefox sur Android`.
    func name(in language: Language) -> String {
        guard let kind = self, kind != BrowserKind(program: .other, system: .other) else {
            return language.text(.deviceUnknown)
        }
        return language.text(
            .deviceOn,
            [
                "program": Self.programs[kind.program] ?? language.text(.otherProgram),
                "system": Self.systems[kind.system] ?? language.text(.otherSystem),
            ])
    }

    private static let programs: [BrowserKind.Program: String] = [
        .firefox: "Firefox", .chrome: "Chrome", .safari: "Safari", .edge: "Edge", .samsung: "Samsung Internet",
        .opera: "Opera",
    ]
    private static let systems: [BrowserKind.System: String] = [
        .android: "Android", .iphone: "iPhone", .windows: "Windows", .mac: "Mac", .linux: "Linux",
    ]
}
