/// Help and information: `GET /help`, with and without a session.
struct HelpPage: Page {
    static let template = PageTemplate.help
    var section: PageSection? { .help }
    /// Largest document in bytes.
    var maxSize: Int
    /// Days that backup copies live on (`backups.keep-days`).
    var backupDays: Int
    /// Minutes until an idle session ends, at home and on a shared computer.
    var idleMinutes: Int
    var publicIdleMinutes: Int
    /// Days that the journal is kept (`purges.journal-age`).
    var journalDays: Int

    func title(in language: Language) -> String { language.text(.helpTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "max-text": .text(language.text(.maxSize, ["limit": language.size(maxSize)])),
            "backups-text": .text(language.text(.backupsDie, count: backupDays)),
            "idle-text": .text(
                language.text(
                    .idleTimes,
                    [
                        "idle": language.text(.minutes, count: idleMinutes),
                        "shared": language.text(.minutes, count: publicIdleMinutes),
                    ]
                )
            ),
            "journal-text": .text(language.text(.journalKept, count: journalDays)),
        ]
    }
}
