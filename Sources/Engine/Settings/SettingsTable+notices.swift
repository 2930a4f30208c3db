/// The sections `mail`, `sms`, `supervision` and `texts`.
extension SettingsTable {
    static let mail: [Setting] = [
        .text(
            "mail.server", \.mail.server, .optionalHostName, .restart,
            "The SMTP server; empty: no e-mail is sent, and none is offered"),
        .number("mail.port", \.mail.port, 1...65535, .restart, "Its port: 587 with starttls, 465 with tls"),
        .choice(
            "mail.security", \.mail.security, ["starttls", "tls", "off"], .restart,
            "TLS after STARTTLS, TLS from the first byte, or off, which only localhost may have"),
        .text("mail.from", \.mail.from, .optionalMailAddress, .restart, "The sender's address"),
        .text("mail.user", \.mail.user, .optionalWords(limit: 254), .restart, "The user to sign in with; empty: none"),
        .text(
            "mail.password-file", \.mail.passwordFile, .optionalPath, .restart,
            "The file with the password of that user; in the package vaultd-post must be able to read it: /etc/vaultd/post"),
        .text(
            "mail.authorities", \.mail.authorities, .optionalPath, .restart,
            "The authorities that may vouch for the server (PEM); empty: those of the system"),
        .duration("mail.timeout", \.mail.timeout, .seconds(1)...(.minutes(5)), .restart, "The longest time for one message"),
        .number("mail.per-minute", \.mail.perMinute, 1...6000, .restart, "How many messages are sent in a minute"),
    ]

    static let sms: [Setting] = [
        .choice(
            "sms.gateway", \.sms.gateway, ["off", "http", "command", "spool"], .restart,
            "How SMS are sent; off: none is, and none is offered"),
        .text(
            "sms.url", \.sms.url, .optionalWords(limit: 2000), .restart,
            "http: the address; {number}, {text} and {token} are filled in"),
        .choice("sms.method", \.sms.method, ["POST", "PUT", "GET"], .restart, "http: the method"),
        .texts(
            "sms.headers", \.sms.headers, .words(limit: 1000), .restart,
            "http: header lines such as `Authorization: Bearer {token}`"),
        .text(
            "sms.body", \.sms.body, .optionalWords(limit: 4000), .restart,
            "http: the body, such as {\"to\": \"{number}\", \"text\": \"{text}\"}"),
        .choice(
            "sms.encoding", \.sms.encoding, ["json", "form"], .restart,
            "http: the sort of the body, after which what is filled in is escaped"),
        .text(
            "sms.token-file", \.sms.tokenFile, .optionalPath, .restart,
            "http: the file with the secret for {token}; in the package vaultd-post must be able to read it"),
        .text(
            "sms.authorities", \.sms.authorities, .optionalPath, .restart,
            "http: the authorities that may vouch for the gateway (PEM); empty: those of the system"),
        .texts(
            "sms.command", \.sms.command, .words(limit: 1000), .restart,
            "command: the program and its arguments, one of which is {number}; the text comes on standard input"),
        .text("sms.spool", \.sms.spool, .path, .restart, "spool: the folder from which smstools takes messages"),
        .duration("sms.timeout", \.sms.timeout, .seconds(1)...(.minutes(5)), .restart, "The longest time for one message"),
        .number("sms.per-minute", \.sms.perMinute, 1...6000, .restart, "How many messages are sent in a minute"),
    ]

    static let supervision: [Setting] = [
        .texts(
            "supervision.mail-to", \.supervision.mailTo, .mailAddress, .live,
            "Who is told of alerts by e-mail; always told: the system's journal and `vaultctl alerts`"),
        .number(
            "supervision.names-per-source", \.supervision.namesPerSource, 3...10_000, .live,
            "Different names that one source may try in vain in an hour"),
        .number(
            "supervision.sources-per-name", \.supervision.sourcesPerName, 2...10_000, .live,
            "Different sources that may try one name in vain in an hour"),
        .number(
            "supervision.failure-factor", \.supervision.failureFactor, 2...1000, .live,
            "How many times the usual number of failed sign-ins an hour may have"),
        .number(
            "supervision.failure-floor", \.supervision.failureFloor, 5...1_000_000, .live,
            "Failed sign-ins in an hour below which nothing is unusual"),
    ]

    static let texts: [Setting] = [
        .text(
            "texts.folder", \.texts.folder, .optionalPath, .restart,
            "A folder of your own with terms, information sheet and mandate; empty: those of the package"),
        .text(
            "texts.provider", \.texts.provider, .optionalWords(limit: 300), .live,
            "Who answers for the service, with address, as people read it"),
        .text(
            "texts.dpo-contact", \.texts.dpoContact, .optionalWords(limit: 300), .live,
            "How your data protection officer is reached"),
        .text(
            "texts.hosting", \.texts.hosting, .optionalWords(limit: 300), .live,
            "In which country and with whom the data lies"),
    ]
}
