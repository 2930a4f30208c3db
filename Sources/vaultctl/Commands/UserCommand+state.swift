import ArgumentParser
import ControlAPI

extension UserCommand {
    /// `vaultctl user suspend`
    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "suspend",
            abstract: "Suspend an account, with a reason that is kept.",
            discussion: """
                Ends every session of the account at once; nothing in a safe is changed. The person is told on every \
                channel: the reason is written for them, by e-mail, and in the journal that a beneficiary has.

                vaultctl user suspend nour.haddad --reason 'Reported on 22 November'
                vaultctl user suspend nour.haddad --reason 'Reported' --until 2026-12-31
                """)

        @Argument(help: "The identifier, or the id of the account.")
        var account: String
        @Option(name: .long, help: ArgumentHelp("Why; the person reads it.", valueName: "text"))
        var reason: String
        @Option(name: .long, help: ArgumentHelp("The last day.", valueName: "YYYY-MM-DD"))
        var until: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let body = SuspensionRequest(account: account, reason: reason, until: until)
            let request = try ControlRequest(.post, ControlPath.suspensions, body: body)
            try await session.ask(request, success: "Suspended\(until.map { " until \(Printable.text($0))" } ?? "").")
        }
    }

    /// `vaultctl user enable`
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable",
            abstract: "End the suspension of an account, or open one again that was disabled because nobody used it.",
            discussion: """
                An account that nobody used is open again as soon as its holder signs in, too.

                vaultctl user enable nour.haddad --reason 'Cleared on 24 November'
                """)

        @Argument(help: "The identifier, or the id of the account.")
        var account: String
        @Option(
            name: .long,
            help: ArgumentHelp(
                """
                Who asked for it, and why. A beneficiary reads it in their journal; of a professional, the managers of \
                their structures read it.
                """, valueName: "text"))
        var reason: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let body = ResumptionRequest(account: account, reason: reason)
            let request = try ControlRequest(.post, ControlPath.resumptions, body: body)
            try await session.ask(request, success: "The account can sign in again.")
        }
    }

    /// `vaultctl user reset-factors`
    struct ResetFactors: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-factors",
            abstract: "Take away the lost second factors of a professional or manager.",
            discussion: """
                For somebody who has lost the telephone and the printed codes. Make sure first who asks: it is the \
                second lock of the account. Every session ends, the person is told on every channel, and adds a new \
                second factor at the next sign-in. The password stays as it is. Where there is no second factor, nothing \
                is changed, and this says so.

                A professional of one structure alone is helped by the manager, on the page of the team. A beneficiary \
                comes back by the recovery card or with two professionals.

                vaultctl user reset-factors claire.martin
                """)

        @Argument(help: "The identifier, or the id of the account.")
        var account: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let request = try ControlRequest(.post, ControlPath.factorResets, body: FactorResetRequest(account: account))
            let done = try await session.client.send(request, as: FactorResetReport.self)
            guard !session.output.isJSON else { return try session.output.document(done) }
            guard done.count > 0 else {
                return session.output.note("There is no second factor to take away: nothing was changed.")
            }
            session.output.success("The second factors are gone, and every session has ended.")
        }
    }
}
