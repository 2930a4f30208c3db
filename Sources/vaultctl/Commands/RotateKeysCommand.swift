import ArgumentParser
import ControlAPI

/// `vaultctl rotate-keys`
struct RotateKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-keys",
        abstract: "Make a new master key and wrap every safe's key anew.",
        discussion: """
            The service goes on meanwhile, and no document is written again. An interrupted rotation is \
            ended first, and a new key is made in any case. Old terms stay in the key file as long as a kept snapshot \
            needs them, and leave it by themselves. Afterwards the copy of the key file that you keep elsewhere is out of date: renew it.

            vaultctl rotate-keys
            vaultctl rotate-keys --no-wait
            """)

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let follower = OperationFollower(session: Session(options))
        try follower.finish(await follower.start(ControlRequest(.post, ControlPath.keyRotations), wait))
    }
}
