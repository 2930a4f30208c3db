import Engine
import Logging
import ServiceLifecycle

/// Closes the vault when everything that uses it has ended; so it is the first service and the last to go.
struct VaultKeeper: Service {
    let slot: VaultSlot
    let logger: Logger

    func run() async throws {
        // A cancelled group closes the vault just so.
        try? await gracefulShutdown()
        guard let vault = slot.empty() else { return }
        do {
            try await vault.note(.stopped, by: .schedule)
            await vault.scanner.stop()
            try await vault.close()
        } catch {
            logger.error("The store could not be closed in order.", metadata: ["cause": "\(error)"])
        }
    }
}
