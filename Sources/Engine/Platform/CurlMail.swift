import CCurl

/// Sends one e-mail by SMTP.
enum CurlMail {
    /// The server and how to speak to it.
    struct Server: Sendable {
        /// `smtp://host:port`, or `smtps:`.
        let address: String
        let usesStartTLS: Bool
        let authorities: String
        /// User and password, where the server wants them.
        let login: (user: String, password: String)?
        let timeout: Duration
    }

    /// An e-mail. No field may hold a line break but the body.
    struct Message: Sendable {
        let sender: String
        let recipient: String
        /// Whole header lines.
        let headers: [String]
        let body: String
    }

    /// Blocks until the server has answered.
    ///
    /// - Throws: `CurlTrouble`, `fault`.
    static func send(_ message: Message, by server: Server) throws -> CurlTransfer.Result {
        let transfer = try CurlTransfer(address: server.address, protocols: "smtp,smtps", timeout: server.timeout)
        try transfer.protect(server.usesStartTLS ? .startTLS : .byAddress, authorities: server.authorities)
        if let login = server.login {
            try transfer.set(CURLOPT_USERNAME, login.user)
            try transfer.set(CURLOPT_PASSWORD, login.password)
        }
        try transfer.set(CURLOPT_MAIL_FROM, "<\(message.sender)>")
        try transfer.set(CURLOPT_MAIL_RCPT, ["<\(message.recipient)>"])
        try transfer.set(CURLOPT_HTTPHEADER, message.headers)
        try transfer.setBody(plain: message.body)
        return transfer.perform()
    }
}
