import Engine
import Foundation
import Logging

/// Opens the vault into its slot. What would endanger data does not stop the daemon: it serves locked, so that
/// people and operators are told instead of meeting a closed door.
struct VaultOpener: Sendable {
    let slot: VaultSlot
    let clock: any WallClock
    let logger: Logger

    /// Fills the slot with an open vault or the reason why there is none.
    ///
    /// - Throws: `storeInUse`, and `settingsUnusable` where there is neither key file nor store: the first start was
    ///   not prepared.
    func open(_ settings: Settings) async throws {
        guard Vault.storeExists(settings) || FileManager.default.fileExists(atPath: settings.keys.file) else {
            let reason = "There is no key file at \(settings.keys.file) yet. Make one: vaultd --config FILE --init-keys"
            throw VaultFailure(.settingsUnusable, ["reason": reason])
        }
        do {
            let vault = try await Vault.open(settings: settings, clock: clock, logger: logger)
            slot.fill(vault)
        } catch let failure as VaultFailure where failure.code == .storeInUse {
            throw failure
        } catch {
            let failure = error as? VaultFailure ?? VaultFailure(.fault, cause: error)
            slot.lock(failure)
            logger.report(
                .serviceLocked, .critical, "The service is locked: \(failure.sentence)",
                [
                    "failure": "\(failure.id)", "code": "\(failure.code.rawValue)", "hint": "\(failure.hint ?? "")",
                    "cause": "\(failure.cause.map { "\($0)" } ?? "")",
                ])
        }
    }
}
