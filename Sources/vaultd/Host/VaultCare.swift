import Engine
import Logging
import ServiceLifecycle

/// Looks after the vault while it is open: loads its signatures, keeps them current, runs what is due, sends what lies
/// in the outbox. READY does not wait for the scanner: until it is done only uploads are refused.
struct VaultCare: Service {
    let slot: VaultSlot
    let words: any NoticeRenderer
    /// The socket of the processes that send; nil: this one does.
    let post: String?
    let clock: any WallClock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await vault in slot.openings {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await watchScanner(of: vault) }
                    group.addTask { await runSchedule(of: vault) }
                    group.addTask { await NoticeDelivery(vault, renderer: words, post: post).run() }
                }
            }
        }
    }

    private func watchScanner(of vault: Vault) async {
        var watch = ScannerWatch(vault: vault, logger: logger)
        await watch.load()
        let settings = vault.settings.scanner
        var tested = clock.now()
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: settings.watchInterval)) != nil else { return }  // Cancelled.
            await watch.refresh()
            guard clock.now().since(tested) >= settings.selfTestInterval else { continue }
            tested = clock.now()
            await watch.test()
        }
    }

    private func runSchedule(of vault: Vault) async {
        do {
            // The scanner's own tasks are run above, where each change of its state is told once.
            // Each act under the settings of its moment: a reload may have changed them.
            let tasks = try vault.scheduledTasks { [slot] in try slot.vault() }.filter { $0.care != .scanner }
            await Schedule(tasks, clock: clock, logger: logger).run()
        } catch {
            logger.critical("Nothing is done on schedule: no backups, no purges.", metadata: ["cause": "\(error)"])
        }
    }
}
