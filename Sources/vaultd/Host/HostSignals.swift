import Engine
import Logging
import ServiceLifecycle
import UnixSignals

/// SIGHUP reloads; systemd is told when the daemon is ready and when its stop begins. The last service: the group
/// traps SIGTERM before it starts any, and READY comes after SIGHUP is trapped too. Before that a signal would simply
/// kill the daemon.
struct HostSignals: Service {
    let reload: Reload
    let readyStatus: @Sendable () -> String
    /// Runs once everything is served and every signal is heard.
    let whenReady: @Sendable () async -> Void
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await whenReady()
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                for await _ in signals { await self.reloadNow() }
            }
        } onGracefulShutdown: {
            Systemd.tell(.stopping)
            logger.report(.serviceStopping, .notice, "Stopping: running requests may end.")
        }
    }

    private func reloadNow() async {
        Systemd.tell(.reloading)
        // The reload has told the log already what stood in its way.
        _ = try? await reload.run(by: .schedule)
        Systemd.tell(.ready(status: readyStatus()))
    }
}
