import ArgumentParser
import ControlAPI
import FoundationEssentials

/// `vaultctl backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make a snapshot now, list the snapshots, or read one back.",
        discussion: """
            A snapshot holds everything but the key file, sealed. It is read back and verified before it counts, \
            and those older than the retention go when a new one is safe.

            vaultctl backup                    make one, with bars
            vaultctl backup --no-wait          start it and return
            vaultctl backup list
            vaultctl backup verify latest      read the newest one back
            """,
        subcommands: [Create.self, List.self, Verify.self],
        defaultSubcommand: Create.self)

    /// `vaultctl backup create`
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a snapshot now.",
            discussion: """
                Ctrl-C stops watching, not the snapshot.

                vaultctl backup
                vaultctl backup create --json | jq -r 'select(.type=="result").snapshot.id'
                """)

        @OptionGroup var wait: WaitOptions
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let follower = OperationFollower(session: Session(options))
            try follower.finish(await follower.start(ControlRequest(.post, ControlPath.backups), wait))
        }
    }

    /// `vaultctl backup list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the snapshots, newest first.",
            discussion: """
                vaultctl backup list
                vaultctl backup list --json | jq -r '.snapshots[0].id'
                """)

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let list = try await session.client.send(ControlRequest(.get, ControlPath.backups), as: SnapshotList.self)
            guard !session.output.isJSON else { return try session.output.document(list) }
            guard !list.snapshots.isEmpty else { return session.output.note("No snapshots yet: vaultctl backup") }
            for line in BackupCommand.table(list.snapshots).lines { session.output.line(line) }
        }
    }

    /// `vaultctl backup verify`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Read a snapshot back, every byte of it.",
            discussion: """
                Ends with 6 when something in it is not what was written.

                vaultctl backup verify             the newest one
                vaultctl backup verify 2026-11-22T021500Z-9F3K
                """)

        @Argument(help: "The id of a snapshot, or `latest`.")
        var snapshot = "latest"
        @OptionGroup var wait: WaitOptions
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            let isPlain =
                !snapshot.isEmpty
                && snapshot.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || byte == 0x2D || byte == 0x5F
                }
            guard isPlain else {
                throw ValidationError("\(Printable.text(snapshot)) is no id of a snapshot: vaultctl backup list")
            }
        }

        func run() async throws {
            let follower = OperationFollower(session: Session(options))
            let path = ControlPath.verification(ofBackup: snapshot)
            try follower.finish(await follower.start(ControlRequest(.post, path), wait))
        }
    }

    /// The snapshots as columns.
    static func table(_ snapshots: [SnapshotReport]) -> TextTable {
        var table = TextTable([
            ("ID", .left), ("MADE (UTC)", .left), ("SIZE", .right), ("NEW", .right), ("DOCUMENTS", .right),
            ("VERIFIED", .left),
        ])
        for snapshot in snapshots {
            table.add([
                snapshot.id, Durations.moment(snapshot.madeAt), Sizes.text(snapshot.bytes),
                snapshot.newBytes.map(Sizes.text), Sizes.count(snapshot.documents),
                snapshot.problem.map { "FAIL \(Printable.text($0))" } ?? snapshot.verifiedAt.map(Durations.moment),
            ])
        }
        return table
    }
}
