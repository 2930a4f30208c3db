import Engine

extension CertificateStore {
    /// Puts a certificate and its key into the state folder, where it comes before the self-signed one. To be served,
    /// it is then to be reloaded.
    ///
    /// Throws `VaultFailure`: `.certificateUnusable` with the reason, also for one whose time is over or has not begun;
    /// `.settingsUnusable` where `web.certificate` names a file, which would win; `.diskFull`, `.diskFailed`.
    func install(chain: String, key: String) throws {
        guard places.certificate.isEmpty else {
            let reason =
                "web.certificate names \(places.certificate), which comes first; renew that file, then: vaultctl reload"
            throw VaultFailure(.settingsUnusable, ["reason": reason])
        }
        let source = CertificateReading.Source(
            certificatePath: "The certificate", certificate: chain, keyPath: "The key", key: key)
        let status = try CertificateReading(source, hostNames: places.hostNames).status
        let now = clock.now()
        for warning in status.warnings(at: now) where warning == .expired || warning == .notYetValid {
            let reason = warning == .expired ? "its time is over" : "its time has not begun yet"
            throw VaultFailure(.certificateUnusable, ["path": "The certificate", "reason": reason])
        }
        try CertificateFile.replace(places.installed, with: chain + (chain.hasSuffix("\n") ? "" : "\n") + key)
    }
}
