import Engine

/// Taking everything home, and deleting the account: `GET /account/delete`.
struct DeleteAccountPage: Page {
    static let template = PageTemplate.deleteAccount
    /// Days that backup copies live on (`backups.keep-days`).
    var backupDays: Int
    /// When the account goes, where that was asked for already.
    var due: Moment?

    func title(in language: Language) -> String { language.text(.deleteAccountTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "backups-text": .text(language.text(.backupsDie, count: backupDays)),
            "due": due.map { .group(["due-text": .text(language.text(.deletionDue, ["date": language.date($0)]))]) }
                ?? .absent,
        ]
    }
}

/// The account is deleted, or will be: the answer to `POST /account/delete`.
struct AccountDeletedPage: Page {
    static let template = PageTemplate.accountDeleted
    var receipt: AccountErasureReceipt
    /// Whether it is done, and not just planned.
    var isDone: Bool

    func title(in language: Language) -> String { language.text(.accountDeletedTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "done": .flag(isDone),
            "planned": .text(language.text(.deletionDue, ["date": language.date(receipt.at)])),
            "snapshots": .text(language.text(.lastCopies, ["date": language.date(receipt.goneFromSnapshotsBy)])),
        ]
    }
}
