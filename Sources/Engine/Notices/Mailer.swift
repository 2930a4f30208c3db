/// Sends e-mail by the operator's SMTP server.
struct Mailer: NoticeCarrier {
    private let settings: Settings.Mail

    init(_ settings: Settings.Mail) { self.settings = settings }

    private static let noPassword = "the password file cannot be read"

    func obstacle() -> String? { server() == nil ? Self.noPassword : nil }

    func carry(_ message: RenderedNotice) -> CarriedNotice {
        guard let server = server() else { return CarriedNotice(.retry(.misconfigured), Self.noPassword) }
        do {
            let result = try CurlMail.send(mail(message), by: server)
            return CarriedNotice(Self.outcome(of: result), result.summary)
        } catch {
            return CarriedNotice(.retry(.misconfigured), "\(type(of: error))")
        }
    }

    /// What the last answer of the server means. After 354 it has, or had, the whole message.
    static func outcome(of result: CurlTransfer.Result) -> DeliveryOutcome {
        if result.isOK { return .sent }
        let failure = result.failure
        switch (failure, result.status) {
        case (.notAuthorised, _): return .retry(.notAuthorised)
        case (.notTrusted, _): return .retry(.notTrusted)
        case (.noTLS, _): return .retry(.noTLS)
        case (_, 354): return .unknown
        // RFC 4954 6: the server wants a sign-in, or another one.
        case (_, 530), (_, 534), (_, 535), (_, 538): return .retry(.notAuthorised)
        case (_, 500...599): return .refused
        case (_, 400...499): return .retry(.tryLater)
        default: return .retry(failure)
        }
    }

    private func server() -> CurlMail.Server? {
        var login: (user: String, password: String)?
        if !settings.user.isEmpty {
            guard let password = SecretWord.read(settings.passwordFile) else { return nil }
            login = (settings.user, password)
        }
        let host = settings.server.contains(":") ? "[\(settings.server)]" : settings.server
        return CurlMail.Server(
            address: "\(settings.security == "tls" ? "smtps" : "smtp")://\(host):\(settings.port)",
            usesStartTLS: settings.security == "starttls", authorities: settings.authorities, login: login,
            timeout: settings.timeout)
    }

    private func mail(_ message: RenderedNotice) -> CurlMail.Message {
        CurlMail.Message(
            sender: settings.from, recipient: message.recipient,
            headers: MailHeaders(message, sender: settings.from).lines,
            body: message.text.body.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n"))
    }
}
