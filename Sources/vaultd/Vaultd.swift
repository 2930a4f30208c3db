import ArgumentParser
import Engine
import Glibc

/// The daemon's command line. What operators do day by day is `vaultctl`'s.
@main
struct Vaultd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vaultd",
        abstract: "A digital safe: keeps people's papers sealed, scanned and backed up.",
        discussion: """
            Without further options it serves, in the foreground, until SIGTERM. SIGHUP reloads. \
            `vaultctl` speaks to the running daemon.

            Exit codes: 0 done, 69 something needed is missing, 74 disk, 75 try again later, \
            78 settings or key file cannot be used. With --restore those of vaultctl.
            """,
        version: Version.current
    )

    @Option(help: ArgumentHelp("The settings file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Check a settings file, say what is wrong with it, and end.", valueName: "file"))
    var checkConfig: String?

    @Flag(help: "With --check-config: print where the settings put things.")
    var places = false

    @Flag(help: "Print every setting with its default, as in the delivered file, and end.")
    var printSettings = false

    @Flag(help: "Make the key file, which must not exist, for a store that does not exist, and end.")
    var initKeys = false

    @Flag(help: "With --init-keys: be content with a key file that is there.")
    var ifMissing = false

    @Option(
        help: ArgumentHelp("Restore a snapshot from this folder into the empty state folder, and end.", valueName: "folder"))
    var restore: String?

    @Option(help: ArgumentHelp("With --restore: which snapshot; without it the newest.", valueName: "id"))
    var snapshot: String?

    @Flag(help: "With --restore: bring documents back that people deleted after the snapshot was made.")
    var bringBackErased = false

    @Flag(help: "With --restore: print JSON.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Write a signature database for trials, which protects from nothing, and end.", valueName: "folder"))
    var writeTestSignatures: String?

    @Option(
        help: ArgumentHelp(
            "Hand mail and SMS over to the processes behind this socket instead of sending them; without it the daemon sends them itself.",
            valueName: "socket"))
    var post: String?

    @Flag(
        help:
            "Send the one message that comes over the socket on standard input, by the settings, and end: what a socket unit starts for --post."
    )
    var carry = false

    @Option(
        help: ArgumentHelp(
            "Ask the processes behind this socket whether they could send what the settings want sent, and end.",
            valueName: "socket"))
    var askPost: String?

    @Flag(help: "Print `address: …` and `control: …` on standard output once it serves.")
    var announce = false

    func validate() throws {
        guard snapshot == nil || restore != nil else { throw ValidationError("--snapshot belongs to --restore.") }
        guard !bringBackErased || restore != nil else { throw ValidationError("--bring-back-erased belongs to --restore.") }
        guard !json || restore != nil else { throw ValidationError("--json belongs to --restore.") }
        guard !places || checkConfig != nil else { throw ValidationError("--places belongs to --check-config.") }
        guard !ifMissing || initKeys else { throw ValidationError("--if-missing belongs to --init-keys.") }
        let acts = [
            checkConfig != nil, printSettings, initKeys, restore != nil, writeTestSignatures != nil, carry, askPost != nil,
        ]
        guard acts.count(where: \.self) <= 1 else { throw ValidationError("One thing at a time.") }
    }

    func run() async throws {
        do {
            try ProcessHardening.apply()
            try await act()
        } catch let failure as VaultFailure {
            throw Complaint.exit(about: failure)
        } catch let error as HardeningError {
            StandardStreams.error("vaultd: \(error)")
            throw ExitCode(ExitStatus.software.rawValue)
        }
    }

    private func act() async throws {
        if let file = checkConfig {
            let settings = try SettingsFile.load(path: file)
            if places { StandardStreams.output(Self.places(settings)) }
            return StandardStreams.output("\(file): ok")
        }
        if printSettings { return StandardStreams.output(String(SettingsTemplate.text.dropLast())) }
        if let folder = writeTestSignatures {
            let wrote = try TestSignatures.write(to: folder)
            return StandardStreams.output(wrote ? "\(folder): test signatures written" : "\(folder): has signatures already")
        }
        if carry { return try PostDuty(settingsPath: config).run() }
        let settings = try config.map(SettingsFile.load) ?? Settings()
        if let socket = askPost { return try PostDuty.ask(socket, settings) }
        if initKeys { return try KeyInitialisation(settings: settings, ifMissing: ifMissing).run() }
        if let folder = restore {
            return try await OfflineRestore(
                settings: settings, folder: folder, snapshot: snapshot,
                erased: bringBackErased ? .comeBack : .stayErased, isJSON: json
            ).run()
        }
        try await Daemon(settingsPath: config, settings: settings, post: post, announces: announce).run()
    }

    /// A key and its value on each line, for `vaultctl doctor`, which does not read the file itself.
    private static func places(_ settings: Settings) -> String {
        [
            "state \(settings.state)", "keys.file \(settings.keys.file)", "scanner.databases \(settings.scanner.databases)",
            "mail.server \(settings.mail.server)", "sms.gateway \(settings.sms.gateway)",
            "texts.provider \(settings.texts.provider)", "texts.dpo-contact \(settings.texts.dpoContact)",
        ].joined(separator: "\n")
    }
}
