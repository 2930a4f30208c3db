import ControlAPI
import Glibc

/// The daemon's program, for what is done while no daemon runs.
enum VaultdProgram {
    /// The service's own user in the package.
    private static let user = "vaultd"

    /// Beside this program, in `/usr/sbin`, or a name for the path.
    static var path: String {
        [besideThis, "/usr/sbin/vaultd"].compactMap { $0 }.first { access($0, X_OK) == 0 } ?? "vaultd"
    }

    /// Goes on as the daemon's program with the same terminal.
    ///
    /// - Throws: `ToolFailure` when there is none; it does not return otherwise.
    static func become(_ arguments: [String]) throws {
        let program = path
        // NIO ignores this signal; the program that follows must find it as it was.
        signal(SIGPIPE, SIG_DFL)
        var words: [UnsafeMutablePointer<CChar>?] = (["vaultd"] + arguments).map { strdup($0) }
        words.append(nil)
        execvp(program, words)
        let reason = String(cString: strerror(errno))
        for word in words { free(word) }
        throw missing(reason: reason)
    }

    /// There is no such program, or it does not start.
    static func missing(reason: String) -> ToolFailure {
        ToolFailure(
            "daemonMissing", "The program vaultd cannot be started: \(reason).",
            hint: "Is the package installed? ls -l /usr/sbin/vaultd", exit: .failed)
    }

    /// Whether root runs this on a machine that has the service's own user.
    static var mayTakeServiceUser: Bool { geteuid() == 0 && getpwnam(user) != nil }

    /// Goes on as the service's own user where root runs this on a machine with the package, so that the service can
    /// read what is written. Makes the state folder, which that user could not.
    ///
    /// - Throws: `ToolFailure` where the kernel refuses.
    static func takeServiceUser(state: String) throws {
        guard geteuid() == 0, let entry = getpwnam(user) else { return }
        let (number, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
        if mkdir(state, 0o700) == 0, chown(state, number, group) != 0 { throw refused("give it \(state)") }
        guard setgroups(0, nil) == 0, setgid(group) == 0, setuid(number) == 0 else { throw refused("become it") }
    }

    private static func refused(_ act: String) -> ToolFailure {
        ToolFailure(
            "serviceUser",
            "The service's user \(user) is there, but root could not \(act): \(String(cString: strerror(errno))).",
            hint: "runuser -u \(user) -- vaultctl restore …", exit: .noPermission)
    }

    private static var besideThis: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        guard count > 0 else { return nil }
        let own = String(decoding: path.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = own.lastIndex(of: "/") else { return nil }
        return String(own[..<slash]) + "/vaultd"
    }
}
