import CSystemd
import Glibc

/// What the process does to itself before it touches a key.
enum ProcessHardening {
    /// No core dumps, no tracing by others of the same user, and a reader that goes away is an error to handle and
    /// not a signal to die from.
    ///
    /// Core dumps would hold keys and documents. Not even a failure here may be passed over.
    /// - Throws: `HardeningError`.
    static func apply() throws {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0 else {
            throw HardeningError(what: "core dumps")
        }
        guard vaultd_forbid_dumps() == 0 else { throw HardeningError(what: "tracing") }
        signal(SIGPIPE, SIG_IGN)
        umask(0o027)
    }
}

/// The kernel refused a protection.
struct HardeningError: Error, CustomStringConvertible {
    let what: String
    var description: String { "The kernel did not let vaultd switch off \(what)." }
}
