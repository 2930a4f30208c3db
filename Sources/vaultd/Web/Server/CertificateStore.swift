import Engine
import Logging
import Synchronization

/// Holds the certificate that is served: the operator's where one is set or was installed, a self-signed one of the
/// state folder otherwise.
final class CertificateStore: Sendable {
    /// Where certificates come from.
    struct Places: Sendable {
        /// The operator's chain; empty: self-signed.
        var certificate = ""
        /// The operator's key.
        var key = ""
        /// The folder of the self-signed certificate.
        var folder: String
        /// Names that the certificate should cover.
        var hostNames: [String] = []

        /// Nothing of the operator's.
        init(folder: String) { self.folder = folder }

        /// The places that the settings name.
        init(_ settings: Settings) {
            certificate = settings.web.certificate
            key = settings.web.privateKey
            folder = settings.certificateFolder
            hostNames = settings.web.hostNames
        }

        var selfSigned: String { folder + "/self-signed.pem" }
        /// What `vaultctl tls install` brought, chain and key in one file, so that the two always fit.
        var installed: String { folder + "/installed.pem" }
    }

    let places: Places
    let clock: any WallClock
    private let logger: Logger
    private let reading: Mutex<CertificateReading>

    /// Loads the operator's certificate, or loads or makes the self-signed one. Blocks for the file.
    ///
    /// Throws `VaultFailure`: `.certificateUnusable`, or `.diskFull`/`.diskFailed` where none can be written.
    /// An expired certificate does not throw: it is a warning of `status`.
    init(_ places: Places, clock: any WallClock, logger: Logger) throws {
        self.places = places
        self.clock = clock
        self.logger = logger
        reading = Mutex(try Self.load(places, clock: clock, logger: logger))
        logWarnings()
    }

    /// The certificate for TLS.
    var identity: TLSIdentity { reading.withLock { $0.identity } }

    /// The certificate for readers.
    var status: CertificateStatus { reading.withLock { $0.status } }

    /// Reads the files again. A certificate that cannot be used throws, and the present one stays.
    func reload() throws -> CertificateStatus {
        let new = try Self.load(places, clock: clock, logger: logger)
        reading.withLock { $0 = new }
        logWarnings()
        return new.status
    }

    /// Makes a new self-signed certificate when the present one comes to its end; true when it did. The
    /// operator's certificate is never touched.
    func renewIfDue() throws -> Bool {
        guard places.certificate.isEmpty, status.path == places.selfSigned, Self.isDue(status, at: clock.now()) else {
            return false
        }
        let new = try Self.makeSelfSigned(places, clock: clock, logger: logger)
        reading.withLock { $0 = new }
        return true
    }

    private func logWarnings() {
        for warning in status.warnings(at: clock.now()) {
            let level: Logger.Level = warning == .expired || warning == .notYetValid ? .error : .warning
            logger.log(level: level, "\(warning)", metadata: ["path": "\(status.path)"])
        }
    }

    private static func load(_ places: Places, clock: any WallClock, logger: Logger) throws -> CertificateReading {
        guard places.certificate.isEmpty else { return try readOperators(places) }
        guard places.key.isEmpty else {
            throw VaultFailure(
                .certificateUnusable,
                ["path": places.key, "reason": "web.private-key is set without web.certificate"]
            )
        }
        guard !CertificateFile.exists(places.installed) else { return try readPair(places.installed, places) }
        guard CertificateFile.exists(places.selfSigned) else {
            return try makeSelfSigned(places, clock: clock, logger: logger)
        }
        do {
            let present = try readPair(places.selfSigned, places)
            guard isDue(present.status, at: clock.now()) else { return present }
        } catch let failure as VaultFailure {
            // Nothing is lost with it: a self-signed certificate can always be made again.
            logger.warning("The self-signed certificate is replaced.", metadata: ["reason": "\(failure)"])
        }
        return try makeSelfSigned(places, clock: clock, logger: logger)
    }

    private static func readOperators(_ places: Places) throws -> CertificateReading {
        let keyPath = places.key.isEmpty ? places.certificate : places.key
        return try CertificateReading(
            CertificateReading.Source(
                certificatePath: places.certificate,
                certificate: CertificateFile.read(places.certificate),
                keyPath: keyPath,
                key: CertificateFile.read(keyPath)
            ),
            hostNames: places.hostNames
        )
    }

    /// One file with both the certificate and its key.
    private static func readPair(_ path: String, _ places: Places) throws -> CertificateReading {
        let text = try CertificateFile.read(path)
        let source = CertificateReading.Source(certificatePath: path, certificate: text, keyPath: path, key: text)
        return try CertificateReading(source, hostNames: places.hostNames)
    }

    private static func makeSelfSigned(
        _ places: Places,
        clock: any WallClock,
        logger: Logger
    ) throws -> CertificateReading {
        let names = MachineNames.ofThisMachine(configured: places.hostNames)
        try CertificateFile.replace(places.selfSigned, with: SelfSignedCertificate.make(for: names, now: clock.now()))
        let reading = try readPair(places.selfSigned, places)
        logger.notice("A self-signed certificate was made.", metadata: ["fingerprint": "\(reading.status.fingerprint)"])
        return reading
    }

    /// Due near its end, before its beginning (the clock was wrong when it was made), and when it does not
    /// cover a name that the settings have by now.
    private static func isDue(_ status: CertificateStatus, at now: Moment) -> Bool {
        status.notAfter.since(now) <= SelfSignedCertificate.renewal || now < status.notBefore
            || !status.namesNotCovered.filter(MachineNames.isHostName).isEmpty
    }
}
