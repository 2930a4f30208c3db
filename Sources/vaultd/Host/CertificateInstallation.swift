import ControlAPI
import Engine
import Logging

/// Takes a certificate that an operator sends, and serves it to connections from now on. It lies in the state folder
/// and outlives restarts.
struct CertificateInstallation: Sendable {
    let tls: TLSContexts
    let slot: VaultSlot
    let clock: any WallClock
    let logger: Logger

    /// - Throws: `certificateUnusable` with the reason, `settingsUnusable` where the settings name another one,
    ///   `diskFull`, `diskFailed`. The present one goes on then.
    func run(_ new: NewCertificateRequest, by actor: Actor) async throws -> CertificateReport {
        let status = try tls.install(chain: new.chain, key: new.key)
        logger.notice("A certificate was installed.", metadata: ["fingerprint": "\(status.fingerprint)"])
        if case .open(let vault) = slot.state { try await vault.note(.certificateChanged, by: actor) }
        return CertificateReport(
            names: status.names, notAfter: status.notAfter.date, isSelfSigned: status.isSelfSigned,
            fingerprint: status.fingerprint, warnings: status.warnings(at: clock.now()).map(\.description))
    }
}
