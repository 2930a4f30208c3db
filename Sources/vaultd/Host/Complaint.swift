import ArgumentParser
import Engine
import Foundation

/// What the program says when it cannot go on.
enum Complaint {
    /// Says what stood in the way and what to do, one problem a line, and gives the code to end with.
    static func exit(about failure: VaultFailure) -> ExitCode {
        for line in lines(about: failure) { StandardStreams.error(line) }
        return ExitCode(failure.kind.exitStatus.rawValue)
    }

    /// The lines; the first says what is wrong, the last what to do.
    ///
    /// - Parameter hint: what to do in place of the failure's own hint.
    static func lines(about failure: VaultFailure, hint: String? = nil) -> [String] {
        var lines = failure.sentence.split(separator: "\n").map { "vaultd: \($0)" }
        if let cause = failure.cause { lines.append("vaultd: because: \(words(of: cause))") }
        if let hint = hint ?? failure.hint { lines.append("vaultd: hint: \(hint)") }
        return lines
    }

    /// What the system said, and not how Foundation writes it down.
    private static func words(of cause: any Error) -> String {
        let underneath = (cause as? CocoaError)?.underlying ?? cause
        if let failure = underneath as? VaultFailure { return failure.sentence }
        guard let system = underneath as? POSIXError else { return "\(cause)" }
        return String(cString: strerror(system.code.rawValue))
    }
}
