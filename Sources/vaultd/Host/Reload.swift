import ControlAPI
import Engine
import Logging

/// Takes over what can change while the service runs: settings, certificate, signatures, and a vault that could not
/// be opened before. What cannot be used leaves the old in force.
struct Reload: Sendable {
    /// The settings file; nil when the daemon runs on the defaults.
    let path: String?
    let live: LiveSettings
    let opener: VaultOpener
    let certificates: CertificateStore
    let tls: TLSContexts
    let threshold: LogThreshold
    let logger: Logger

    /// Reloads everything, and says what changed.
    ///
    /// - Throws: `settingsUnusable`, `certificateUnusable`. What came before the failure was taken over.
    func run(by actor: Actor) async throws -> ReloadReport {
        do {
            let report = try await perform(actor)
            logger.report(
                .reloaded, .notice, "Reloaded.",
                [
                    "changed": "\(report.changed.joined(separator: ", "))",
                    "restart": "\(report.needsRestart.joined(separator: ", "))",
                ])
            return report
        } catch {
            logger.report(.reloadRefused, .error, "Not reloaded, the old goes on: \(error)", [:])
            throw error
        }
    }

    private func perform(_ actor: Actor) async throws -> ReloadReport {
        let settings = try await settings(actor)
        var changed = settings.changed.map { "setting \($0)" }
        if try await certificate(actor) { changed.append("certificate") }
        if case .locked = opener.slot.state {
            try await opener.open(live.current)
            if case .open = opener.slot.state { changed.append("store opened") }
        } else if try await signatures() {
            changed.append("signatures")
        }
        return ReloadReport(changed: changed, needsRestart: settings.waiting)
    }

    private func settings(_ actor: Actor) async throws -> (changed: [String], waiting: [String]) {
        guard let path else { return ([], []) }
        let new = try SettingsFile.load(path: path)
        let before = live.current
        let waiting = live.adopt(new)
        let now = live.current
        threshold.current = Logger.Level(rawValue: now.log.level) ?? threshold.current
        opener.slot.update { $0.adopting(now) }
        let changed = SettingsTable.all.filter { !$0.isSame(in: before, and: now) }.map(\.key)
        if !changed.isEmpty { try await note(.settingsReloaded(keys: changed), actor) }
        return (changed, waiting)
    }

    private func certificate(_ actor: Actor) async throws -> Bool {
        let before = certificates.status.fingerprint
        let after = try tls.reload().fingerprint
        guard after != before else { return false }
        try await note(.certificateChanged, actor)
        return true
    }

    private func signatures() async throws -> Bool {
        guard case .open(let vault) = opener.slot.state else { return false }
        do {
            return try await vault.scanner.reloadIfChanged()
        } catch let failure as VaultFailure {
            // Unusable signatures are the scanner's state, shown by `vaultctl status`, and no fault of the reload.
            logger.warning("The signatures were not taken over.", metadata: ["code": "\(failure.code.rawValue)"])
            return false
        }
    }

    private func note(_ event: ServiceEvent, _ actor: Actor) async throws {
        guard case .open(let vault) = opener.slot.state else { return }
        try await vault.note(event, by: actor)
    }
}
