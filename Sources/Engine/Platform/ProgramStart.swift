import CLinux
import Glibc

/// The start of a program: no shell, no descriptor and no variable but those named here, signals as they come by
/// default, a process group of its own.
package struct ProgramStart {
    /// The program's path first.
    let arguments: [String]
    /// `NAME=value`.
    let environment: [String]
    /// Descriptors for standard input, output and error, which stay the caller's; nil: `/dev/null`.
    let streams: (input: Int32?, output: Int32?, errors: Int32?)

    /// Why there is no program.
    package struct Failure: Error {
        /// The kernel's number.
        package let code: Int32
        /// The kernel's words.
        package var reason: String { String(cString: strerror(code)) }
    }

    /// A program that has not been started.
    package init(
        _ arguments: [String], environment: [String],
        streams: (input: Int32?, output: Int32?, errors: Int32?) = (nil, nil, nil)
    ) {
        self.arguments = arguments
        self.environment = environment
        self.streams = streams
    }

    /// Starts it.
    ///
    /// - Returns: its process id, which is also that of its group. Whoever asks has to wait for its end.
    package func run() throws(Failure) -> pid_t {
        guard let path = arguments.first else { throw Failure(code: ENOENT) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { throw Failure(code: ENOMEM) }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawnattr_init(&attributes) == 0 else { throw Failure(code: ENOMEM) }
        defer { posix_spawnattr_destroy(&attributes) }
        for (stream, target) in [(streams.input, 0), (streams.output, 1), (streams.errors, 2)] as [(Int32?, Int32)] {
            if let stream {
                posix_spawn_file_actions_adddup2(&actions, stream, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0)
            }
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var child: pid_t = 0
        let code = Self.withStrings(arguments) { arguments in
            Self.withStrings(environment) { environment in
                posix_spawn(&child, path, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure(code: code) }
        return child
    }

    private static func withStrings<Value>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            // Never empty: it ends with nil.
            body(buffer.baseAddress!)
        }
    }
}
