import ControlAPI
import Dispatch
import Glibc

/// What is known of the terminal behind a descriptor.
struct Terminal: Sendable {
    /// Whether a person looks at it.
    let isInteractive: Bool
    /// Columns; 80 where there is no terminal.
    let width: Int

    /// The terminal behind `descriptor`, if it is one.
    init(descriptor: Int32) {
        isInteractive = isatty(descriptor) == 1
        var size = winsize()
        let known = isInteractive && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        width = known ? Int(size.ws_col) : 80
    }

    /// Reads one line from standard input without showing it. Ctrl-C ends the program with the terminal as it was.
    ///
    /// - Returns: nil when the input ended or there is no terminal.
    static func readSecretLine() -> String? {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { return nil }
        let shown = before
        signal(SIGINT, SIG_IGN)
        let interrupt = DispatchSource.makeSignalSource(signal: SIGINT)
        interrupt.setEventHandler {
            var shown = shown
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            Glibc._exit(ExitCode.interrupted.rawValue)
        }
        interrupt.resume()
        defer {
            interrupt.cancel()
            signal(SIGINT, SIG_DFL)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        }
        return readLine(strippingNewline: true)
    }
}
