/// Every setting, declared once: its key in the file, where its value goes, its bounds, its sentence, and whether
/// it can change while the service runs. `etc/vaultd.yaml` is printed from this table.
public enum SettingsTable {
    /// All of them, in the order of the file.
    public static let all: [Setting] =
        general + keys + web + control + documents + scanner + signingIn + mail + sms + supervision + texts + backups
        + purges + log

    /// The sections in the order of the file, each with what it is about.
    public static let sections: [(name: String, sentence: String)] = [
        ("keys", "The master keys"),
        ("web", "The pages for people: HTTPS and what it shows"),
        ("control", "The socket of vaultctl"),
        ("documents", "What may be put into a safe"),
        ("scanner", "The virus scanner"),
        ("signing-in", "Passwords and sessions"),
        ("mail", "E-mail to people and operators"),
        ("sms", "SMS to people"),
        ("supervision", "What is watched in sign-ins, and who is told"),
        ("texts", "Terms of use, information sheet and mandate"),
        ("backups", "The daily snapshot"),
        ("purges", "What is deleted by itself"),
        ("log", "The log"),
    ]

    /// The setting with this key.
    public static func setting(_ key: String) -> Setting? { all.first { $0.key == key } }

    static let general: [Setting] = [
        .text("state", \.state, .path, .restart, "The state folder: catalog, documents, certificate, snapshots")
    ]

    static let keys: [Setting] = [
        .text("keys.file", \.keys.file, .path, .restart, "The key file; without it nothing can be opened again"),
        .flag(
            "keys.allow-in-state", \.keys.allowInState, .restart,
            "Whether the key file may lie in the state folder, where one stolen copy takes both; for trials only"),
    ]

    static let control: [Setting] = [
        .text("control.socket", \.control.socket, .path, .restart, "The control socket"),
        .text(
            "control.group", \.control.group, .optionalGroup, .restart,
            "The group that may use it; empty: only root and the service's own user"),
    ]

    static let documents: [Setting] = [
        .size(
            "documents.max-size", \.documents.maxSize, (64 << 10)...((2 << 30) - 3), .restart,
            "The largest document; libclamav cannot check more than 2 GiB - 3"),
        .size("documents.safe-quota", \.documents.safeQuota, (1 << 20)...(1 << 40), .live, "What a new safe may hold"),
        .number(
            "documents.safe-documents", \.documents.safeDocuments, 10...1_000_000, .live,
            "How many documents a safe may hold"),
        .size(
            "documents.upload-memory", \.documents.uploadMemory, (1 << 20)...(1 << 40), .restart,
            "Memory for all uploads that run at the same time; at least documents.max-size"),
        .duration(
            "documents.upload-wait", \.documents.uploadWait, .seconds(1)...(.minutes(5)), .restart,
            "How long an upload waits for memory before it is told to come back"),
        .size(
            "documents.disk-reserve", \.documents.diskReserve, 0...(1 << 40), .live,
            "Free room on the disk below which nothing new is stored"),
    ]

    static let scanner: [Setting] = [
        .text("scanner.databases", \.scanner.databases, .path, .restart, "The folder of the virus signatures"),
        .text(
            "scanner.temporary", \.scanner.temporary, .optionalPath, .restart,
            "Where archives are unpacked, in clear: a tmpfs; empty: a private folder under /dev/shm"),
        .duration(
            "scanner.max-signature-age", \.scanner.maxSignatureAge, .hours(1)...(.days(3650)), .restart,
            "The age at which signatures are too old to accept uploads"),
        .number("scanner.threads", \.scanner.threads, 1...64, .restart, "Scans at the same time"),
        .duration(
            "scanner.time-limit", \.scanner.timeLimit, .seconds(5)...(.minutes(30)), .restart,
            "The longest scan; what takes longer is refused"),
        .flag(
            "scanner.image-fuzzy-hash", \.scanner.imageFuzzyHash, .restart,
            "Whether pictures are also matched by look-alikes; without it 840 photos a second were scanned on two cores, with it 88"
        ),
        .duration(
            "scanner.watch-interval", \.scanner.watchInterval, .seconds(1)...(.hours(24)), .restart,
            "How often the signature folder is looked at for changes"),
        .duration(
            "scanner.self-test-interval", \.scanner.selfTestInterval, .minutes(1)...(.days(1)), .restart,
            "How often the scanner proves that it finds a test virus"),
    ]

    static let backups: [Setting] = [
        .text(
            "backups.folder", \.backups.folder, .optionalPath, .restart,
            "The folder of the snapshots; empty: `backups` in the state folder"),
        .time("backups.at", \.backups.at, .restart, "When the daily snapshot is taken"),
        .number(
            "backups.keep-days", \.backups.keepDays, 1...30, .restart,
            "How many days with a verified snapshot are kept; what is deleted lives on in them for so long"),
        .time(
            "backups.check-at", \.backups.checkAt, .restart, "When the newest snapshot is read whole or restored for trial"),
        .duration(
            "backups.verify-every", \.backups.verifyEvery, .zero...(.days(90)), .restart,
            "How often the newest snapshot is read whole; 0s: never"),
        .duration(
            "backups.drill-every", \.backups.drillEvery, .zero...(.days(365)), .restart,
            "How often it is restored for trial, which takes as much room again for a while; 0s: never"),
        .text("backups.zone", \.backups.zone, .zone, .restart, "The time zone of all times of day in this file"),
    ]

    static let purges: [Setting] = [
        .time("purges.at", \.purges.at, .restart, "When what is too old is deleted"),
        .duration(
            "purges.journal-age", \.purges.journalAge, .days(180)...(.days(3650)), .restart,
            "The age at which journal entries are deleted"),
        .duration(
            "purges.session-age", \.purges.sessionAge, .hours(1)...(.days(365)), .restart,
            "The age at which ended sessions and counters of attempts are deleted"),
        .duration(
            "purges.set-aside-age", \.purges.setAsideAge, .days(7)...(.days(365)), .restart,
            "How long sealed files that no safe lists are kept, in case their catalog comes back"),
        .duration(
            "purges.staff-age", \.purges.staffAge, .days(30)...(.days(3650)), .restart,
            "How long names and contacts of professionals and managers are kept after their last right has ended"),
        .duration(
            "purges.unused-age", \.purges.unusedAge, .zero...(.days(3650)), .restart,
            "How long nobody uses a person's account until, after two messages, it is disabled; 0s: never"),
        .duration(
            "purges.disabled-age", \.purges.disabledAge, .days(180)...(.days(3650)), .restart,
            "How long an account that was disabled for that is kept until, after one more message, it is deleted"),
    ]

    static let log: [Setting] = [
        .choice(
            "log.level", \.log.level, ["trace", "debug", "info", "notice", "warning", "error", "critical"], .live,
            "The least severe level that is written")
    ]
}
