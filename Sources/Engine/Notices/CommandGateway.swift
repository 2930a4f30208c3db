import Foundation

/// Sends SMS by a program of the operator's: the text on its standard input, the number as an argument, no shell.
///
/// Exit 0: sent. 75 (EX_TEMPFAIL of sysexits(3)): certainly not sent, to be tried again. Any other: refused. Ended by a
/// signal, or killed since it took too long: nobody knows.
struct CommandGateway: NoticeCarrier {
    private static let temporaryFailure: Int32 = 75

    private let settings: Settings.SMS

    init(_ settings: Settings.SMS) { self.settings = settings }

    func obstacle() -> String? {
        FileManager.default.isExecutableFile(atPath: settings.command.first ?? "") ? nil : "the program cannot be run"
    }

    func carry(_ message: RenderedNotice) -> CarriedNotice {
        let arguments = settings.command.map { $0 == "{number}" ? message.recipient : $0 }
        switch ChildProcess.run(arguments, input: Array(message.text.body.utf8), timeout: settings.timeout) {
        case .exited(0): return CarriedNotice(.sent, "exit 0")
        case .exited(Self.temporaryFailure): return CarriedNotice(.retry(.tryLater), "exit 75")
        case .exited(let status): return CarriedNotice(.refused, "exit \(status)")
        case .killed(let signal): return CarriedNotice(.unknown, "ended by signal \(signal)")
        case .tookTooLong: return CarriedNotice(.unknown, "killed after \(settings.timeout.inSeconds) s")
        case .notStarted(let reason): return CarriedNotice(.retry(.misconfigured), reason)
        }
    }
}
