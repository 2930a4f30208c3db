import Engine
import Logging
import ServiceLifecycle
import UnixSignals

/// SIGHUP reloads; and systemd is told when the stop begins. The last service, so that it is the first to know.
struct HostSignals: Service {
    let reload: Reload
    let readyStatus: @Sendable () -> String
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
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
