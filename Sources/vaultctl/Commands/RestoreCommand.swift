import ArgumentParser
import ControlAPI
import Glibc

/// `vaultctl restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a snapshot back into an empty state folder, with the daemon stopped.",
        discussion: """
            1. Stop the daemon: systemctl stop vaultd
            2. Move the old state aside: mv /var/lib/vaultd /var/lib/vaultd.old
            3. See that the key file of that time is in its place.
            4. Restore: vaultctl restore --from /var/lib/vaultd.old/backups
            5. Start the daemon again: systemctl start vaultd

            The work is done by `vaultd --restore`, which this runs; nothing is written unless the folder is empty \
            and the snapshot is whole.
            """)

    private static let packagedSettings = "/etc/vaultd/vaultd.yaml"

    @Argument(help: "The id of a snapshot; without it the newest.")
    var snapshot: String?
    @Option(name: .long, help: ArgumentHelp("The folder that holds the snapshots.", valueName: "folder"))
    var from: String
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The settings that name state folder and key file (\(Self.packagedSettings)).", valueName: "path"))
    var config: String?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        if let version = try await runningDaemon(session.client) {
            throw ToolFailure(
                "daemonRuns", "vaultd \(version) is running, and a restore needs it stopped.",
                hint: "systemctl stop vaultd, then move its state folder aside: vaultctl restore --help", exit: .busy)
        }
        try Daemon.become(arguments)
    }

    private var arguments: [String] {
        let settings = config ?? (access(Self.packagedSettings, R_OK) == 0 ? Self.packagedSettings : nil)
        let chosen = snapshot.flatMap { $0 == "latest" ? nil : ["--snapshot", $0] } ?? []
        return ["--restore", from] + chosen + (settings.map { ["--config", $0] } ?? [])
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

/// The daemon's program.
enum Daemon {
    /// Goes on as the daemon's program with the same terminal: beside this one, in `/usr/sbin`, or on the path.
    ///
    /// - Throws: `ToolFailure` when there is none; it does not return otherwise.
    static func become(_ arguments: [String]) throws {
        let candidates = [besideThis, "/usr/sbin/vaultd"].compactMap { $0 }
        let program = candidates.first { access($0, X_OK) == 0 } ?? "vaultd"
        // NIO ignores this signal; the program that follows must find it as it was.
        signal(SIGPIPE, SIG_DFL)
        var words: [UnsafeMutablePointer<CChar>?] = (["vaultd"] + arguments).map { strdup($0) }
        words.append(nil)
        execvp(program, words)
        let reason = String(cString: strerror(errno))
        for word in words { free(word) }
        throw ToolFailure(
            "daemonMissing", "The program vaultd cannot be started: \(reason).",
            hint: "Is the package installed? ls -l /usr/sbin/vaultd", exit: .failed)
    }

    private static var besideThis: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        guard count > 0 else { return nil }
        let own = String(decoding: path.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = own.lastIndex(of: "/") else { return nil }
        return String(own[..<slash]) + "/vaultd"
    }
}
