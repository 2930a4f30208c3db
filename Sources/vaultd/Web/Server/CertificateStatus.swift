import Engine

/// The certificate that is served, for the status page and `vaultctl status`.
struct CertificateStatus: Sendable, Equatable {
    /// Something the operator should know; none of these stops the service.
    enum Warning: Sendable, Equatable {
        /// No browser trusts it by itself.
        case selfSigned
        /// Its time is over.
        case expired
        /// Its time has not begun: the clock of this machine may be wrong.
        case notYetValid
        /// Fewer days are left than T-11 allows without an alert.
        case expiresSoon(days: Int)
        /// A name of `web.hostNames` that it does not cover.
        case nameNotCovered(String)
    }

    /// Days left below which there is an alert (T-11).
    static let alertDays = 20

    /// The file it came from.
    let path: String
    /// The DNS names and addresses it covers, as written in it.
    let names: [String]
    /// Whether vaultd, or someone else, signed it with its own key.
    let isSelfSigned: Bool
    /// Its first moment.
    let notBefore: Moment
    /// Its last moment.
    let notAfter: Moment
    /// SHA-256 of the certificate: 32 pairs of capital hexadecimal digits with colons, as browsers show it.
    let fingerprint: String
    /// Names of `web.hostNames` that it does not cover.
    let namesNotCovered: [String]

    /// Whole days from `now` to its end; negative once it is over.
    func daysLeft(at now: Moment) -> Int {
        let seconds = notAfter.since(now).inSeconds
        return Int(seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400)
    }

    /// What the operator should know at `now`, the gravest first.
    func warnings(at now: Moment) -> [Warning] {
        var warnings: [Warning] = []
        if now > notAfter { warnings.append(.expired) }
        if now < notBefore { warnings.append(.notYetValid) }
        // The self-signed certificate renews itself; only one of the operator's can be forgotten.
        let days = daysLeft(at: now)
        if now <= notAfter, days < Self.alertDays { warnings.append(.expiresSoon(days: days)) }
        warnings += namesNotCovered.map(Warning.nameNotCovered)
        if isSelfSigned { warnings.append(.selfSigned) }
        return warnings
    }
}

extension CertificateStatus.Warning: CustomStringConvertible {
    /// One English line for the log and `vaultctl`.
    var description: String {
        switch self {
        case .selfSigned: "The certificate is self-signed: browsers will warn until one of a known authority is installed."
        case .expired: "THE CERTIFICATE HAS EXPIRED: browsers refuse it."
        case .notYetValid: "The certificate is not valid yet; is the clock right?"
        case .expiresSoon(let days): "The certificate expires in \(days) days."
        case .nameNotCovered(let name): "The certificate does not cover \(name)."
        }
    }
}
