import GRDB
import Synchronization

/// How an open vault stands, and what the daemon around it has to tell its journal.
extension Vault {
    /// What made the store read-only; nil while all is well.
    public var readOnlyReason: String? { health.readOnlyReason }

    /// Why no document can be added at present; nil when it can.
    public var depositsClosedReason: VaultFailure? {
        if health.readOnlyReason != nil { return VaultFailure(.readOnlyAfterFault) }
        let now = clock.now()
        return scanner.state.withLock { $0.obstacle(settings: settings.scanner, now: now) }
    }

    /// Returns once the catalog has answered: what a watchdog wants to know.
    ///
    /// - Throws: `catalogDamaged`, `diskFailed`.
    public func answers() async throws {
        _ = try await catalog.read { try Int.fetchOne($0, sql: "SELECT 1") }
    }

    /// The same vault under settings of which some have changed. What was opened with the old ones stays as it is:
    /// only values that are read anew each time may differ.
    public func adopting(_ settings: Settings) -> Vault {
        var vault = self
        vault.settings = settings
        return vault
    }

    /// Writes down that the service began or ended its work, or took over something new.
    public func note(_ event: ServiceEvent, by actor: Actor) async throws {
        try await journal.record(event.auditEvent, by: actor)
    }
}

/// What happens to the service as a whole.
public enum ServiceEvent: Sendable {
    case started, stopped
    /// Settings were read again; `keys` are those that changed.
    case settingsReloaded(keys: [String])
    case certificateChanged
    /// So many signatures are loaded.
    case signaturesLoaded(count: Int)
    case scannerFailed(FailureCode)

    var auditEvent: AuditEvent {
        switch self {
        case .started: AuditEvent(.serviceStarted)
        case .stopped: AuditEvent(.serviceStopped)
        case .settingsReloaded(let keys):
            AuditEvent(.settingsReloaded, details: [.reason: keys.joined(separator: " ")])
        case .certificateChanged: AuditEvent(.certificateChanged)
        case .signaturesLoaded(let count): AuditEvent(.signaturesLoaded, details: [.count: String(count)])
        case .scannerFailed(let code): AuditEvent(.scannerFailed, .failed, details: [.reason: code.rawValue])
        }
    }
}
