import ArgumentParser
import ControlAPI
import Glibc

/// `vaultctl restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a snapshot back into an empty state folder, with the daemon stopped.",
        discussion: """
            1. Stop the daemon and its sockets: systemctl stop 'vaultd*'
            2. Move the old state aside: mv -T /var/lib/vaultd /var/lib/vaultd.old
            3. See that the key file of that time is in its place.
            4. Restore: vaultctl restore --from /var/lib/vaultd.old/backups
            5. Start the daemon again: systemctl start vaultd

            Documents and accounts that were deleted after the snapshot was made are deleted again. If that was a \
            mistake, --bring-back-erased leaves that out, for all of them: also for those that somebody meant to delete.

            The work is done by `vaultd --restore`, which this runs; nothing is written unless the folder is empty \
            and the snapshot can be read. A document whose file is bad is left out and named.

            Ends with 0 when everything is back, 3 when something is not, 4 for an unknown snapshot, 6 for a damaged one.
            """)

    @Argument(help: "The id of a snapshot; without it the newest.")
    var snapshot: String?
    @Option(name: .long, help: ArgumentHelp("The folder that holds the snapshots.", valueName: "folder"))
    var from: String
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The settings that name state folder and key file (\(Places.packagedSettings)).", valueName: "path"))
    var config: String?
    @Flag(name: .customLong("bring-back-erased"), help: "Bring back what people deleted after the snapshot was made.")
    var bringBackErased = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        if let version = try await runningDaemon(session.client) {
            throw ToolFailure(
                "daemonRuns", "vaultd \(version) is running, and a restore needs it stopped.",
                hint: "systemctl stop 'vaultd*', then move its state folder aside: vaultctl restore --help", exit: .busy)
        }
        if bringBackErased {
            try session.confirm(
                "Everything that people deleted since comes back, though they were told that it cannot. Go on?",
                about: "vaultctl restore --bring-back-erased", canLook: false)
        }
        if settings == Places.packagedSettings, VaultdProgram.mayTakeServiceUser {
            try VaultdProgram.takeServiceUser(state: Self.places(Places.packagedSettings).state)
        }
        try VaultdProgram.become(arguments)
    }

    private var settings: String? {
        config ?? (access(Places.packagedSettings, R_OK) == 0 ? Places.packagedSettings : nil)
    }

    private var arguments: [String] {
        let chosen = snapshot.flatMap { $0 == "latest" ? nil : ["--snapshot", $0] } ?? []
        return ["--restore", from] + chosen + (bringBackErased ? ["--bring-back-erased"] : [])
            + (settings.map { ["--config", $0] } ?? []) + (options.json ? ["--json"] : [])
    }

    /// Asked before root's rights are given up: the state folder may lie where only root can make it.
    ///
    /// - Throws: `ToolFailure` where the daemon's program does not accept the settings.
    static func places(_ settings: String, program: String = VaultdProgram.path) throws -> Places {
        guard let check = ChildProcess.run(program, ["--check-config", settings, "--places"]) else {
            throw VaultdProgram.missing(reason: "it does not start")
        }
        guard check.code == 0 else {
            let said = check.output.split(separator: "\n").map { $0.replacing("vaultd: ", with: "") }.joined(separator: "; ")
            throw ToolFailure("settingsUnusable", said, hint: "vaultd --check-config \(settings)", exit: .misconfigured)
        }
        return Places(saidByDaemon: check.output)
    }

    /// The version of the daemon that answers; nil when none does. Any other trouble is not taken for its absence.
    private func runningDaemon(_ client: ControlClient) async throws -> String? {
        do {
            return try await client.send(ControlRequest(.get, ControlPath.version), as: VersionReport.self).version
        } catch let failure as ToolFailure where failure.isUnreachable {
            return nil
        }
    }
}
