import ArgumentParser
import ControlAPI

/// `vaultctl notices`
struct NoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices",
        abstract: "List what was sent by e-mail and SMS, and send a message for trial.",
        discussion: """
            Shows purpose, state and failure of each message, never to whom it went nor what it said.

            vaultctl notices list
            vaultctl notices test --email ops@example.org
            vaultctl notices test --sms +33611223344
            """,
        subcommands: [List.self, Test.self],
        defaultSubcommand: List.self)

    /// `vaultctl notices list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the newest messages.",
            discussion: "vaultctl notices list --json | jq '[.notices[] | select(.state==\"failed\")] | length'")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let list = try await session.client.send(ControlRequest(.get, ControlPath.notices), as: NoticeList.self)
            guard !session.output.isJSON else { return try session.output.document(list) }
            guard !list.notices.isEmpty else { return session.output.note("No messages yet: vaultctl notices test --help") }
            var table = TextTable([
                ("WRITTEN (UTC)", .left), ("BY", .left), ("PURPOSE", .left), ("STATE", .left), ("TRIES", .right),
                ("FAILURE", .left),
            ])
            for notice in list.notices {
                table.add([
                    Durations.moment(notice.createdAt), Printable.text(notice.channel), Printable.text(notice.purpose),
                    Printable.text(notice.state), "\(notice.attempts)", notice.failure.map(Printable.text),
                ])
            }
            for line in table.lines { session.output.line(line) }
        }
    }

    /// `vaultctl notices test`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Send a message for trial, and say what became of it.",
            discussion: """
                Ends with 0 when the server or gateway took it, with 1 when not; what stood in the way is in one word, \
                and in more words in the daemon's log.

                vaultctl notices test --email ops@example.org
                vaultctl notices test --sms +33611223344 --language ar
                """)

        @Option(name: .long, help: ArgumentHelp("Send an e-mail to this address.", valueName: "address"))
        var email: String?
        @Option(name: .long, help: ArgumentHelp("Send an SMS to this number.", valueName: "number"))
        var sms: String?
        @Option(name: .long, help: ArgumentHelp("Language of the message: fr, en, ar.", valueName: "code"))
        var language: String?
        @Option(name: .long, help: ArgumentHelp("How long to wait for an end.", valueName: "seconds"))
        var wait = 60
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard (email == nil) != (sms == nil) else { throw ValidationError("Either --email or --sms.") }
            guard (0...3600).contains(wait) else { throw ValidationError("--wait takes 0 to 3600 seconds.") }
        }

        func run() async throws {
            let session = Session(options)
            let request = TestNoticeRequest(
                channel: email == nil ? "sms" : "email", recipient: email ?? sms ?? "", language: language)
            let sent = try await session.client.send(
                ControlRequest(.post, ControlPath.notices, body: request), as: NoticeReport.self)
            let notice = try await end(of: sent, session)
            if session.output.isJSON { try session.output.document(notice) }
            switch notice.state {
            case "sent": session.output.isJSON ? () : session.output.line("sent after \(tries(notice.attempts))")
            case "waiting", "sending":
                throw ToolFailure(
                    "noticeWaits", "The message waits still after \(tries(notice.attempts))\(because(notice)).",
                    hint: hint(notice.failure) ?? "vaultctl notices list", exit: .temporary)
            default:
                throw ToolFailure(
                    "noticeNotSent", "The message was not sent\(because(notice)).",
                    hint: hint(notice.failure) ?? "journalctl -u vaultd -n 20", exit: .failed)
            }
        }

        /// What helps where it is the way out of the machine that is closed.
        private func hint(_ failure: String?) -> String? {
            switch failure {
            case "noPost": "systemctl status vaultd-post.socket; sudo vaultctl doctor"
            case "misconfigured": "sudo vaultctl doctor; journalctl -u vaultd -n 20"
            default: nil
            }
        }

        /// Asks twice a second until the message is done, or its first try failed, or the time is over.
        private func end(of sent: NoticeReport, _ session: Session) async throws -> NoticeReport {
            var notice = sent
            for _ in 0..<(wait * 2) {
                guard notice.doneAt == nil, notice.failure == nil else { return notice }
                try await Task.sleep(for: .milliseconds(500))
                notice = try await session.client.send(
                    ControlRequest(.get, ControlPath.notice(sent.id)), as: NoticeReport.self)
            }
            return notice
        }

        private func tries(_ count: Int) -> String { count == 1 ? "1 try" : "\(count) tries" }

        private func because(_ notice: NoticeReport) -> String { notice.failure.map { ": \(Printable.text($0))" } ?? "" }
    }
}
