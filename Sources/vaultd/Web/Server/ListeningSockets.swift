import Engine
import Glibc
import Logging
import NIOCore
import NIOPosix

/// Where a listener gets its sockets from.
enum ListeningSockets: Sendable {
    /// It binds these addresses itself; port 0 lets the system choose one for each.
    case bind(addresses: [String], port: Int)
    /// They are bound and listening already: descriptors from systemd, which the listener owns from here on.
    case handedOver([CInt])

    /// Opens each socket with a bootstrap of its own. All or none: a failure closes those that were open.
    ///
    /// Throws `VaultFailure`: `.addressInUse`, or `.settingsUnusable` with the reason.
    func open(_ bootstrap: () -> ServerBootstrap, logger: Logger) async throws -> [any Channel] {
        var channels: [any Channel] = []
        do {
            switch self {
            case .bind(let addresses, let port):
                for address in Self.distinct(addresses) {
                    channels.append(try await Self.bind(address, port: port, bootstrap, logger: logger))
                }
            case .handedOver(let descriptors):
                for descriptor in descriptors {
                    channels.append(try await Self.take(descriptor, bootstrap))
                }
            }
            return channels
        } catch {
            for channel in channels { channel.close(promise: nil) }
            throw error
        }
    }

    /// `::` takes IPv4 connections too, so `0.0.0.0` beside it would clash with it.
    private static func distinct(_ addresses: [String]) -> [String] {
        addresses.contains("::") ? addresses.filter { $0 != "0.0.0.0" } : addresses
    }

    private static func bind(
        _ address: String,
        port: Int,
        _ bootstrap: () -> ServerBootstrap,
        logger: Logger
    ) async throws -> any Channel {
        do {
            return try await bootstrap().bind(to: SocketAddress(ipAddress: address, port: port)).get()
        } catch let error as IOError where address == "::" && hasNoIPv6(error) {
            logger.warning("This machine has no IPv6; listening on IPv4 only.")
            return try await bind("0.0.0.0", port: port, bootstrap, logger: logger)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw VaultFailure(.addressInUse, ["address": display(address, port)], cause: error)
        } catch {
            throw VaultFailure(
                .settingsUnusable,
                ["reason": "vaultd cannot listen on \(display(address, port)): \(reason(error))."],
                cause: error
            )
        }
    }

    private static func take(_ descriptor: CInt, _ bootstrap: () -> ServerBootstrap) async throws -> any Channel {
        do {
            return try await bootstrap().withBoundSocket(descriptor).get()
        } catch {
            throw VaultFailure(
                .settingsUnusable,
                ["reason": "vaultd cannot use the handed-over socket \(descriptor): \(reason(error))."],
                cause: error
            )
        }
    }

    private static func hasNoIPv6(_ error: IOError) -> Bool {
        error.errnoCode == EAFNOSUPPORT || error.errnoCode == EADDRNOTAVAIL
    }

    private static func display(_ address: String, _ port: Int) -> String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM:
            "it has not the right to use this port"
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL: "this machine has no such address"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "it is not an IP address"
        }
    }
}
