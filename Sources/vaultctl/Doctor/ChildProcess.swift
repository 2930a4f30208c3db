import Glibc

/// Runs a program and takes what it says.
struct ChildProcess {
    /// Its exit code; nil when a signal ended it.
    let code: Int32?
    /// Standard output and standard error together.
    let output: String

    /// Runs `program`, looked for on the path, until its end; nil where it cannot be started.
    static func run(_ program: String, _ arguments: [String]) -> ChildProcess? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let trouble = posix_spawnp(&child, program, &actions, nil, words, environ)
        close(ends[1])
        guard trouble == 0 else { return nil }
        let output = readAll(ends[0])
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return nil } }
        let ended = status & 0x7F == 0
        return ChildProcess(code: ended ? status >> 8 & 0xFF : nil, output: output)
    }

    private static func readAll(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }
}
