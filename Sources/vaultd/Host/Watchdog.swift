import Engine
import Logging
import NIOCore
import ServiceLifecycle

/// Tells systemd that the daemon lives, but only after every event loop and the catalog have answered: a free-running
/// timer would also ping for a daemon that serves nobody any more.
struct Watchdog: Service {
    let slot: VaultSlot
    let group: any EventLoopGroup
    /// How long systemd waits for a word; nil where no watchdog is set.
    let interval: Duration?
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let interval else {
                try? await Task.sleep(for: .seconds(1 << 40))  // Until the shutdown.
                return
            }
            while (try? await Task.sleep(for: interval / 3)) != nil { await ping() }
        }
    }

    private func ping() async {
        do {
            for loop in group.makeIterator() { try await loop.submit {}.get() }
            if case .open(let vault) = slot.state { try await vault.answers() }
            Systemd.tell(.alive)
        } catch {
            logger.report(.watchdogSilent, .critical, "The watchdog is not told that all is well.", ["cause": "\(error)"])
        }
    }
}
