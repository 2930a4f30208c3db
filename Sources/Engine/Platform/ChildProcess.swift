import CLinux
import Glibc

/// Runs a program of the operator's: no shell, no descriptor and no variable of ours, a limit of time. Blocks.
enum ChildProcess {
    /// How it ended.
    enum Ending: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
        /// It ran longer than it may, and was killed with all that it had started.
        case tookTooLong
        case notStarted(String)
    }

    /// More than this does not fit into a pipe at once.
    static let longestInput = 32 * 1024

    /// - Parameters:
    ///   - arguments: the program's path first.
    ///   - input: what it reads from standard input.
    static func run(_ arguments: [String], input: [UInt8], timeout: Duration) -> Ending {
        guard let path = arguments.first, input.count <= longestInput else { return .notStarted("no program") }
        guard let reading = filledPipe(input) else { return .notStarted(reason(errno)) }
        var child: pid_t = 0
        let code = spawn(path, arguments, reading: reading.number, &child)
        guard code == 0 else { return .notStarted(reason(code)) }
        return wait(for: child, timeout: timeout)
    }

    /// A pipe that holds all of `input` already: nobody has to feed it, and no broken pipe can be met.
    private static func filledPipe(_ input: [UInt8]) -> OwnedDescriptor? {
        var ends: [Int32] = [0, 0]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
        let (reading, writing) = (OwnedDescriptor(ends[0]), OwnedDescriptor(ends[1]))
        let count = input.withUnsafeBytes { write(writing.number, $0.baseAddress, $0.count) }
        return count == input.count ? reading : nil
    }

    private static func spawn(_ path: String, _ arguments: [String], reading: Int32, _ child: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return ENOMEM }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawnattr_init(&attributes) == 0 else { return ENOMEM }
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawn_file_actions_adddup2(&actions, reading, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // A group of its own, so that what it starts can be killed with it.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        return withStrings(arguments) { arguments in
            withStrings(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"]) { environment in
                posix_spawn(&child, path, &actions, &attributes, arguments, environment)
            }
        }
    }

    private static func wait(for child: pid_t, timeout: Duration) -> Ending {
        let number = vaultd_child_descriptor(child)
        // Without a descriptor to wait on, there is no limit of time: kernels have had them since 5.3.
        guard number >= 0 else {
            kill(-child, SIGKILL)
            _ = reaped(child)
            return .notStarted("pidfd_open")
        }
        let descriptor = OwnedDescriptor(number)
        let end = ContinuousClock.now + timeout
        while true {
            let left = max(0, (end - .now).inMilliseconds)
            var watched = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
            let answer = poll(&watched, 1, Int32(clamping: left + 1))
            if answer > 0 { break }
            if answer < 0, errno == EINTR { continue }
            kill(-child, SIGKILL)
            _ = reaped(child)
            return .tookTooLong
        }
        let ending = reaped(child)
        // What it left running in the background would hold on to nothing of ours, and is none of our business.
        return ending
    }

    private static func reaped(_ child: pid_t) -> Ending {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return .notStarted("waitpid: " + reason(errno)) }
        }
        // WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2).
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

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
