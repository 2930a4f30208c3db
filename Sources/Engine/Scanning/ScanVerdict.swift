/// What the scanner says about one document. Only `clean` may be stored.
public enum ScanVerdict: Sendable, Equatable {
    /// Looked at completely, with nothing found.
    case clean
    /// Matched this signature.
    case infected(signature: String)
    /// Could not be looked at completely.
    case unscannable(UnscannableReason)
    /// The scan itself went wrong; the text is for the operator.
    case failed(String)

    /// The refusal, or nil for a clean document.
    public var failure: VaultFailure? {
        switch self {
        case .clean: nil
        case .infected(let signature): VaultFailure(.virusFound, ["signature": signature])
        case .unscannable(let reason): reason.failure
        case .failed(let reason): VaultFailure(.scanFailed, ["reason": reason])
        }
    }
}

extension ScanVerdict {
    /// Judges what libclamav reported. It fails open in many ways, so everything that is not certainly clean is
    /// something else: the rule of the architecture's section on libclamav.
    ///
    /// - Parameters:
    ///   - elapsed: by the monotonic clock; libclamav's own limit follows the wall clock, which may jump.
    init(report: ClamAVReport, elapsed: Duration, timeLimit: Duration) {
        if let finding = report.finding {
            self = .init(finding: finding)
            return
        }
        switch report.outcome {
        case .virus: self = .init(finding: "")
        case .limit: self = .unscannable(.limitReached)
        case .unreadable: self = .unscannable(.damaged)
        case .error(let reason): self = .failed(reason)
        case .clean: self = .init(silent: report, elapsed: elapsed, timeLimit: timeLimit)
        }
    }

    /// Return code 0 and no finding: clean only if libclamav looked, complained of nothing and saw all.
    private init(silent report: ClamAVReport, elapsed: Duration, timeLimit: Duration) {
        if let error = report.errors.first {
            self = .failed(error)
        } else if report.layerCount == 0 {
            self = .failed("libclamav looked at nothing")
        } else if !Self.opaqueTypes.isDisjoint(with: report.layerTypes) {
            self = .unscannable(.opaqueKind)
        } else if elapsed >= timeLimit {
            self = .unscannable(.limitReached)
        } else {
            self = .clean
        }
    }

    private init(finding: String) {
        if finding.hasPrefix("Heuristics.Encrypted.") {
            self = .unscannable(.encrypted)
        } else if finding.hasPrefix("Heuristics.Limits.") || finding == "Heuristics.XZ.DicSizeLimit" {
            self = .unscannable(.limitReached)
        } else if finding == "Heuristics.Zip.OverlappingFiles" {
            self = .unscannable(.contradictory)
        } else {
            self = .infected(signature: finding.isEmpty ? "unnamed" : finding)
        }
    }

    /// Types that pass unseen: Debian's libclamav has no unrar, and encrypted mail bodies stay closed.
    private static let opaqueTypes: Set<String> = ["CL_TYPE_RAR", "CL_TYPE_RARSFX", "CL_TYPE_CRYPTFF"]
}
