/// The section `web`.
extension SettingsTable {
    static let web: [Setting] = [
        .texts("web.addresses", \.web.addresses, .address, .restart, "Where to listen; \"::\" is everywhere"),
        .number("web.port", \.web.port, 0...65535, .restart, "The HTTPS port; 0 lets the system choose one"),
        .number(
            "web.redirect-port", \.web.redirectPort, 0...65535, .restart,
            "The port of plain HTTP, which only leads to HTTPS; 0 for none"),
        .text(
            "web.challenge-folder", \.web.challengeFolder, .optionalPath, .restart,
            "Where certbot puts what proves the name (--webroot), shown by the port of plain HTTP; empty: nothing is shown"),
        .texts(
            "web.host-names", \.web.hostNames, .hostName, .restart,
            "Names of the service, the first for redirects and the self-signed certificate; empty: the machine's"),
        .text(
            "web.certificate", \.web.certificate, .optionalPath, .restart,
            "The certificate chain (PEM), read again at each reload; empty: a self-signed one in the state folder"),
        .text(
            "web.private-key", \.web.privateKey, .optionalPath, .restart,
            "The private key of the certificate (PEM), read again at each reload"),
        .text("web.resources", \.web.resources, .path, .restart, "The folder of templates, assets and languages"),
        .text(
            "web.default-language", \.web.defaultLanguage, .language, .restart,
            "The language of a reader who asks for none that is spoken"),
        .text("web.service-name", \.web.serviceName, .words(limit: 60), .live, "The name of the service on each page"),
        .number("web.max-connections", \.web.maxConnections, 16...65536, .restart, "Open connections in all"),
        .number(
            "web.max-connections-per-address", \.web.maxConnectionsPerAddress, 1...65536, .restart,
            "Open connections from one address"),
        .duration(
            "web.handshake-timeout", \.web.handshakeTimeout, .seconds(1)...(.minutes(2)), .restart,
            "Time for a TLS handshake"),
        .duration(
            "web.header-timeout", \.web.headerTimeout, .seconds(1)...(.minutes(2)), .restart,
            "Time for the header of a request"),
        .duration(
            "web.idle-timeout", \.web.idleTimeout, .seconds(1)...(.minutes(30)), .restart,
            "How long a connection may be idle between requests"),
        .duration(
            "web.write-stall-timeout", \.web.writeStallTimeout, .seconds(1)...(.minutes(10)), .restart,
            "How long a reader may take nothing of an answer"),
        .size(
            "web.minimum-body-rate", \.web.minimumBodyRate, 0...(1 << 20), .restart,
            "Bytes a second that an upload must reach on average over 30 s"),
        .duration(
            "web.drain-timeout", \.web.drainTimeout, .seconds(1)...(.minutes(5)), .restart,
            "Time in which running requests may end when the service stops"),
    ]
}
