import Engine
import Glibc

/// What the program does where it has the network and no keys: it opens neither store nor key file nor scanner.
struct PostDuty {
    /// The settings file; nil on the defaults.
    let settingsPath: String?

    /// Sends the one message that comes over the socket on standard input.
    ///
    /// - Throws: `unavailable` where nobody was there to be answered.
    func run() throws {
        // Nobody could tell whether a message had left that was stopped on its way. It ends in time by itself.
        signal(SIGTERM, SIG_IGN)
        let postman = Postman { [settingsPath] in try settingsPath.map(SettingsFile.load) ?? Settings() }
        guard let trouble = postman.serve(STDIN_FILENO) else { return }
        StandardStreams.error("vaultd: \(trouble)")
        throw ExitStatus.unavailable.code
    }

    /// Says for each channel of the settings whether messages could leave through the socket.
    ///
    /// - Throws: `unavailable` where one could not.
    static func ask(_ socket: String, _ settings: Settings) throws {
        let answers = PostInquiry.ask(socket, settings)
        for (channel, obstacle) in answers {
            StandardStreams.output("\(channel.rawValue): \(obstacle ?? "can be sent")")
        }
        guard answers.allSatisfy({ $0.obstacle == nil }) else { throw ExitStatus.unavailable.code }
    }
}
