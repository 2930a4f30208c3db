import Engine
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization

/// The TLS context that new connections get.
///
/// BoringSSL gives TLS 1.3 tickets 48 hours, ANSSI R20 allows 24: a context has its own ticket keys, so a new
/// one every 12 hours makes the tickets of the last but one useless. Open connections keep theirs.
final class TLSContexts: Service {
    private struct State {
        var context: NIOSSLContext
        var madeAt: Moment
    }

    /// Age at which a context is replaced.
    static let lifetime = Duration.hours(12)
    private static let lookInterval = Duration.minutes(10)

    private let certificates: CertificateStore
    private let clock: any WallClock
    private let logger: Logger
    private let state: Mutex<State>

    /// Makes the first context of the certificate that the store holds.
    ///
    /// Throws `VaultFailure(.certificateUnusable)` when TLS does not take it.
    init(certificates: CertificateStore, clock: any WallClock, logger: Logger) throws {
        self.certificates = certificates
        self.clock = clock
        self.logger = logger
        state = Mutex(State(context: try Self.make(certificates), madeAt: clock.now()))
    }

    /// The context for a connection that begins now.
    var current: NIOSSLContext { state.withLock { $0.context } }

    /// Reads the certificate again and serves it to connections from now on. When it cannot be used, the old
    /// one goes on serving.
    ///
    /// Throws `VaultFailure(.certificateUnusable)`.
    @discardableResult
    func reload() throws -> CertificateStatus {
        let status = try certificates.reload()
        try replace()
        return status
    }

    /// Takes a certificate of an operator's into the state folder and serves it to connections from now on.
    ///
    /// Throws what `CertificateStore.install` does; the old one goes on serving then.
    func install(chain: String, key: String) throws -> CertificateStatus {
        try certificates.install(chain: chain, key: key)
        return try reload()
    }

    /// Renews what is due: the self-signed certificate, and the context for its ticket keys.
    func renewWhatIsDue() throws {
        let isNewCertificate = try certificates.renewIfDue()
        let age = clock.now().since(state.withLock { $0.madeAt })
        if isNewCertificate || age >= Self.lifetime { try replace() }
    }

    /// Looks every ten minutes for what is due, until the shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                guard (try? await Task.sleep(for: Self.lookInterval)) != nil else { return }  // Cancelled.
                do {
                    try self.renewWhatIsDue()
                } catch {
                    self.logger.error("The TLS certificate could not be renewed.", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func replace() throws {
        let context = try Self.make(certificates)
        let now = clock.now()
        state.withLock { $0 = State(context: context, madeAt: now) }
    }

    private static func make(_ certificates: CertificateStore) throws -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: TLSSettings.configuration(for: certificates.identity))
        } catch {
            throw VaultFailure(
                .certificateUnusable,
                ["path": certificates.status.path, "reason": "TLS does not accept it"],
                cause: error
            )
        }
    }
}
