import ArgumentParser
import ControlAPI
import FoundationEssentials

/// `vaultctl tls`
struct TLSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tls",
        abstract: "Install a certificate for HTTPS.",
        discussion: "vaultctl tls install --certificate fullchain.pem --key privkey.pem",
        subcommands: [Install.self])

    /// `vaultctl tls install`
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "install",
            abstract: "Check a certificate and serve it from now on.",
            discussion: """
                Nothing is installed unless the key belongs to the certificate, the chain is in order and its time has \
                come. No connection is cut. vaultd keeps its own copy; a hook of certbot that does this is in \
                /usr/share/doc/vaultd/examples.

                vaultctl tls install --certificate fullchain.pem --key privkey.pem
                """)

        @Option(name: .long, help: ArgumentHelp("The certificate, then each issuer (PEM).", valueName: "file"))
        var certificate: String
        @Option(name: .long, help: ArgumentHelp("Its private key (PEM), without a passphrase.", valueName: "file"))
        var key: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let session = Session(options)
            let body = NewCertificateRequest(chain: try Self.text(of: certificate), key: try Self.text(of: key))
            let request = try ControlRequest(.post, ControlPath.certificate, body: body)
            let report = try await session.client.send(request, as: CertificateReport.self)
            guard !session.output.isJSON else { return try session.output.document(report) }
            session.output.success(
                "serving the certificate of \(report.names.map(Printable.text).joined(separator: ", "))"
                    + " until \(Durations.moment(report.notAfter)) UTC")
            session.output.success("SHA-256 \(Printable.text(report.fingerprint))")
            for warning in report.warnings { session.output.note("warning: \(Printable.text(warning))") }
        }

        private static func text(of path: String) throws -> String {
            guard let data = try? Data(contentsOf: URL(filePath: path)) else {
                throw ToolFailure("fileUnreadable", "\(path) cannot be read.", hint: "ls -l \(path)", exit: .usage)
            }
            guard data.count <= ControlLimits.requestBody / 4, let text = String(validating: data, as: UTF8.self) else {
                throw ToolFailure("notPEM", "\(path) is not a PEM file of a certificate or key.", exit: .usage)
            }
            return text
        }
    }
}
