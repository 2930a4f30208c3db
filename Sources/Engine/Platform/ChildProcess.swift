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
        guard input.count <= longestInput else { return .notStarted("its input is too long") }
        guard let reading = filledPipe(input) else { return .notStarted(String(cString: strerror(errno))) }
        let start = ProgramStart(arguments, environment: environment, streams: (reading.number, nil, nil))
        do {
            return wait(for: try start.run(), timeout: timeout)
        } catch {
            return .notStarted(error.reason)
        }
    }

    private static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"]

    /// A pipe that holds all of `input` already: nobody has to feed it, and no broken pipe can be met.
    private static func filledPipe(_ input: [UInt8]) -> OwnedDescriptor? {
        var ends: [Int32] = [0, 0]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
        let (reading, writing) = (OwnedDescriptor(ends[0]), OwnedDescriptor(ends[1]))
        let count = input.withUnsafeBytes { write(writing.number, $0.baseAddress, $0.count) }
        return count == input.count ? reading : nil
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
            guard errno == EINTR else { return .notStarted("waitpid: " + String(cString: strerror(errno))) }
        }
        // WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2).
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }
}
