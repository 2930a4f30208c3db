import ArgumentParser
import Engine
import Glibc

/// How vaultd ends, after sysexits(3). systemd does not start it again after 78.
enum ExitStatus: Int32, Sendable {
    case ok = 0
    /// 69: something that it needs is not there.
    case unavailable = 69
    /// 70: a fault of ours.
    case software = 70
    /// 74: the disk.
    case inputOutput = 74
    /// 75: trying again later may help.
    case temporary = 75
    /// 77: it may not.
    case noPermission = 77
    /// 78: settings, key file or another file of the operator's.
    case configuration = 78

    /// For the command line to end with.
    var code: ExitCode { ExitCode(rawValue) }
}

extension FailureKind {
    /// How the program ends that could not go on for this. Exhaustive, so that a new kind cannot be forgotten.
    var exitStatus: ExitStatus {
        switch self {
        case .misconfigured, .badInput, .tooLarge, .refusedContent: .configuration
        case .conflict, .busy, .tooManyAttempts: .temporary
        case .unavailable, .notFound, .notSignedIn: .unavailable
        case .storage, .damaged: .inputOutput
        case .denied: .noPermission
        case .fault: .software
        }
    }
}
