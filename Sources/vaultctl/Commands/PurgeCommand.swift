import ArgumentParser
import ControlAPI

/// `vaultctl purge`
struct PurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Delete what the retention rules say is due.",
        discussion: """
            Shows what would go and why, asks, then deletes. Without a terminal it needs --yes.
            Accounts that nobody uses are told of and disabled first, and deleted only long after (purges.unused-age).

            vaultctl purge --dry-run           only show
            vaultctl purge
            vaultctl purge --yes               for scripts
            """)

    @Flag(name: .customLong("dry-run"), help: "Show what is due, delete nothing.")
    var dryRun = false
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let session = Session(options)
        let plan = try await session.client.send(ControlRequest(.get, ControlPath.purgePlan), as: PurgePlanReport.self)
        if dryRun, session.output.isJSON { return try session.output.document(plan) }
        if !session.output.isJSON { show(plan, session.output) }
        guard !dryRun else { return }
        if plan.suspicion != nil, !session.output.isJSON {
            session.output.line("nothing was deleted")
            throw Ending(.incomplete)
        }
        // Also with nothing to delete: that a purge ran is what the status waits for.
        if plan.deletions > 0 {
            try session.confirm("Delete \(Sizes.count(plan.deletions, "thing")) for good?", about: "vaultctl purge")
        }
        let follower = OperationFollower(session: session)
        try follower.finish(await follower.start(ControlRequest(.post, ControlPath.purges), wait))
    }

    private func show(_ plan: PurgePlanReport, _ output: Output) {
        if let suspicion = plan.suspicion { output.note("warning: \(Printable.text(suspicion))") }
        guard plan.count > 0 else { return output.success("Nothing is due.") }
        var table = TextTable([("DUE", .right), ("WHAT", .left), ("WHY", .left)])
        for item in plan.items where item.count > 0 {
            let what = item.act.map { "\(Printable.text(item.what)), to \($0.rawValue)" } ?? Printable.text(item.what)
            table.add([Sizes.count(item.count), what, Printable.text(item.reason)])
        }
        for line in table.lines { output.line(line) }
    }
}
