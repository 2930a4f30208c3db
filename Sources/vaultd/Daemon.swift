import Engine
import Foundation
import Hummingbird
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// The daemon: everything it is made of, put together in one place, in order of dependency.
struct Daemon: Sendable {
    /// The settings file; nil on the defaults.
    let settingsPath: String?
    let settings: Settings
    /// The socket of the processes that send mail and SMS; nil: this one does.
    let post: String?
    /// Whether the addresses are printed once it serves.
    let announces: Bool
    let clock: any WallClock = SystemClock()

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: `VaultFailure` when it cannot start.
    func run() async throws {
        let (logger, threshold) = LogSetup.logger(level: settings.log.level)
        let handed = Systemd.takeSockets()
        for name in handed.unknown {
            logger.warning("A socket was handed over that nobody knows.", metadata: ["name": "\(name)"])
        }
        let live = LiveSettings(settings)
        let opener = VaultOpener(slot: VaultSlot(), clock: clock, logger: logger)
        let renderer = try Renderer(
            resources: settings.web.resources, defaultLanguage: settings.web.defaultLanguage,
            zone: try Zone.named(settings.backups.zone))
        try await StartExtension.whileStarting { try await opener.open(settings) }

        let certificates = try CertificateStore(.init(settings), clock: clock, logger: logger)
        let tls = try TLSContexts(certificates: certificates, clock: clock, logger: logger)
        let services = WebServices(
            slot: opener.slot, settings: live, renderer: renderer, seals: CookieSeal(clock: clock), clock: clock,
            logger: logger,
            texts: try TextLibrary(
                delivered: settings.web.resources + "/texts", own: settings.texts.folder,
                language: settings.web.defaultLanguage))
        let limits = ConnectionLimits(settings.web)
        let https = HTTPSListener(
            sockets: handed.https.isEmpty
                ? .bind(addresses: settings.web.addresses, port: settings.web.port) : .handedOver(handed.https),
            limits: limits, tls: { tls.current }, routes: SiteRoutes(services: services).router().buildResponder(),
            clock: clock, logger: logger)
        let redirect = redirectListener(handed, limits: limits, to: https, logger)
        let reload = Reload(
            path: settingsPath, live: live, opener: opener, certificates: certificates, tls: tls, threshold: threshold,
            logger: logger)
        let install = CertificateInstallation(tls: tls, slot: opener.slot, clock: clock, logger: logger)
        let control = controlServer(handed, services, certificates, https, reload, install)
        try await https.open()
        try await redirect?.open()
        try await control.open()
        let address = PublicAddress(settings.web, port: https.port ?? settings.web.port)

        var parts: [any Service] = [
            VaultKeeper(slot: opener.slot, logger: logger),
            Watchdog(
                slot: opener.slot, group: MultiThreadedEventLoopGroup.singleton, interval: Systemd.watchdogInterval,
                logger: logger),
            control,
            VaultCare(
                slot: opener.slot, words: NoticeWords(languages: renderer.languages, settings: live), post: post,
                clock: clock, logger: logger),
            tls,
            https,
        ]
        if let redirect { parts.append(redirect) }
        parts.append(
            HostSignals(
                reload: reload,
                readyStatus: { ReadyStatus.text(opener.slot.state, address: address) },
                whenReady: { await tellStarted(opener.slot, address, logger) },
                logger: logger))
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: parts.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                // It would print every part with all that it holds; what goes wrong is thrown besides.
                logger: Logger(label: "services", factory: { _ in SwiftLogNoOpLogHandler() }))
        ).run()
    }

    private func redirectListener(
        _ handed: HandedSockets, limits: ConnectionLimits, to https: HTTPSListener, _ logger: Logger
    ) -> RedirectListener? {
        // Where HTTPS is handed over and plain HTTP is not, systemd could not have it, and neither could this.
        guard !handed.redirect.isEmpty || settings.web.redirectPort != 0 && handed.https.isEmpty else { return nil }
        let web = settings.web
        return RedirectListener(
            sockets: handed.redirect.isEmpty
                ? .bind(addresses: web.addresses, port: web.redirectPort) : .handedOver(handed.redirect),
            limits: limits,
            target: { RedirectTarget(hostNames: web.hostNames, port: https.port ?? web.port) },
            challenge: CertificateChallenge(folder: web.challengeFolder),
            logger: logger)
    }

    private func controlServer(
        _ handed: HandedSockets, _ services: WebServices, _ certificates: CertificateStore, _ https: HTTPSListener,
        _ reload: Reload, _ install: CertificateInstallation
    ) -> ControlServer {
        let started = clock.now()
        let alerts = hostAlerts(services)
        let way = PostWay(socket: post, settings: settings)
        let authority = ControlAuthority(groupNamed: settings.control.group, logger: services.logger)
        let socket =
            handed.control.first.map(ControlSocket.handedOver)
            ?? .bind(path: settings.control.socket, group: authority.group)
        let routes = ControlRoutes(
            slot: services.slot,
            operations: OperationTable(clock: clock, logger: services.logger),
            facts: { [settings] in
                HostFacts(
                    version: Version.current,
                    host: ProcessInfo.processInfo.hostName,
                    address: https.port.map { PublicAddress(settings.web, port: $0).text },
                    startedAt: started,
                    certificate: certificates.status,
                    alerts: alerts + way.alerts
                )
            },
            reload: { try await reload.run(by: $0) },
            certificate: { try await install.run($0, by: $1) },
            authority: authority,
            groupName: settings.control.group,
            languages: services.renderer.languages.all.map(\.code),
            clock: clock
        )
        return ControlServer(socket: socket, routes: routes, clock: clock, logger: services.logger)
    }

    private func hostAlerts(_ services: WebServices) -> [HostAlert] {
        let mark = MachineMark(state: settings.state)
        guard case .open = services.slot.state, mark.check(services.logger) else { return [] }
        return [HostAlert(sentence: MachineMark.sentence, hint: mark.hint)]
    }

    private func tellStarted(_ slot: VaultSlot, _ address: PublicAddress, _ logger: Logger) async {
        if case .open(let vault) = slot.state {
            logger.report(
                .serviceStarted, .notice, "The digital safe serves at \(address.text). What to do next: vaultctl doctor",
                ["address": "\(address.text)"])
            do {
                try await vault.note(.started, by: .schedule)
            } catch {
                logger.error("The journal could not be written.", metadata: ["cause": "\(error)"])
            }
        }
        if announces {
            StandardStreams.output("address: \(address.text)")
            StandardStreams.output("control: \(settings.control.socket)")
        }
        Systemd.tell(.ready(status: ReadyStatus.text(slot.state, address: address)))
    }
}
