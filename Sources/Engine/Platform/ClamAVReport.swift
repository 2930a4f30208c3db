internal import CClamAV

/// What libclamav's callbacks told during one scan. Used by the scanning thread only.
final class ClamAVScanRecord {
    /// libclamav's types of all layers, outermost first. Empty exactly when nothing was looked at.
    private(set) var layerTypes: [String] = []
    /// How many layers were looked at.
    private(set) var layerCount = 0
    /// Name of the first finding; empty when libclamav gave a finding without a name.
    private(set) var finding: String?

    static func of(_ context: UnsafeMutableRawPointer) -> ClamAVScanRecord {
        Unmanaged<ClamAVScanRecord>.fromOpaque(context).takeUnretainedValue()
    }

    func sawLayer(_ type: String) {
        layerCount += 1
        if !layerTypes.contains(type) { layerTypes.append(type) }
    }

    func found(_ name: String?) {
        if finding == nil { finding = name ?? "" }
    }
}

/// The raw outcome of one scan. `isSilentlyClean` is not yet a verdict: see `ScanVerdict`.
struct ClamAVReport: Sendable {
    /// How libclamav's return code reads.
    enum Outcome: Sendable, Equatable { case clean, virus, limit, unreadable, error(String) }

    let outcome: Outcome
    /// The first finding's name, by return value or by callback; empty for a finding without a name.
    let finding: String?
    /// Different types of the layers seen.
    let layerTypes: [String]
    /// Number of layers seen; 0 means that libclamav looked at nothing.
    let layerCount: Int
    /// ERROR messages of this thread during the scan, the bytecode kind left out.
    let errors: [String]

    init(code: cl_error_t, name: String?, record: ClamAVScanRecord, errors: [String]) {
        self.outcome = Self.outcome(of: code)
        // With "exceeds max" libclamav may report a virus and leave the name untouched (upstream #720).
        self.finding = name ?? record.finding ?? (code == CL_VIRUS ? "" : nil)
        self.layerTypes = record.layerTypes
        self.layerCount = record.layerCount
        self.errors = errors
    }

    /// A report of return code 0: what the rules of the verdict are tried on.
    static func silent(record: ClamAVScanRecord, errors: [String]) -> ClamAVReport {
        ClamAVReport(code: CL_CLEAN, name: nil, record: record, errors: errors)
    }

    private static func outcome(of code: cl_error_t) -> Outcome {
        switch code {
        case CL_CLEAN: .clean
        case CL_VIRUS: .virus
        case CL_EMAXREC, CL_EMAXSIZE, CL_EMAXFILES, CL_ETIMEOUT: .limit
        case CL_EFORMAT, CL_EPARSE, CL_EUNPACK: .unreadable
        default: .error(ClamAVError(code: code).description)
        }
    }
}
