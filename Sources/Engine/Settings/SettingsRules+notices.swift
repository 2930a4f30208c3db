extension SettingsRules {
    /// What does not fit together in the sections `mail` and `sms`.
    static func noticeConflicts(in settings: Settings) -> [(key: String, reason: String)] {
        mailConflicts(settings.mail, alerts: settings.supervision.mailTo) + smsConflicts(settings.sms)
    }

    private static let thisMachine: Set<String> = ["localhost", "127.0.0.1", "::1"]

    private static func mailConflicts(_ mail: Settings.Mail, alerts: [String]) -> [(key: String, reason: String)] {
        guard !mail.server.isEmpty else {
            return alerts.isEmpty ? [] : [("supervision.mail-to", "without mail.server no e-mail is sent")]
        }
        var found: [(key: String, reason: String)] = []
        if mail.from.isEmpty { found.append(("mail.server", "mail.from must say who sends")) }
        if mail.security == "off", !thisMachine.contains(mail.server) {
            found.append(("mail.security", "only a server on this machine may go without TLS"))
        }
        if mail.user.isEmpty != mail.passwordFile.isEmpty {
            found.append(
                (mail.user.isEmpty ? "mail.password-file" : "mail.user", "mail.user and mail.password-file belong together"))
        }
        return found
    }

    private static func smsConflicts(_ sms: Settings.SMS) -> [(key: String, reason: String)] {
        var found: [(key: String, reason: String)] = []
        switch sms.gateway {
        case "http":
            if let flaw = flaw(inAddress: sms.url) { found.append(("sms.url", flaw)) }
            let all = sms.url + sms.body
            if !all.contains("{number}") || !all.contains("{text}") {
                found.append(("sms.body", "{number} and {text} must stand in sms.url or sms.body"))
            }
            if (all + sms.headers.joined()).contains("{token}"), sms.tokenFile.isEmpty {
                found.append(("sms.token-file", "it must be given where {token} is used"))
            }
            for line in sms.headers where !line.contains(":") { found.append(("sms.headers", "`\(line)` is no header")) }
        case "command":
            if sms.command.first?.hasPrefix("/") != true {
                found.append(("sms.command", "it must begin with a path from the root"))
            }
            if !sms.command.contains("{number}") { found.append(("sms.command", "one argument must be {number}")) }
        default: break
        }
        return found
    }

    private static func flaw(inAddress url: String) -> String? {
        if url.hasPrefix("https://") { return nil }
        guard url.hasPrefix("http://") else { return "it is no address of the web" }
        let host = url.dropFirst(7).prefix { $0 != "/" && $0 != ":" && $0 != "?" }
        return thisMachine.contains(String(host)) ? nil : "only a gateway on this machine may go without TLS"
    }
}
