/// What goes out to people and operators, and what they read before they agree.
extension Settings {
    public struct Mail: Sendable, Equatable {
        /// The SMTP server; empty: no e-mail is sent, and none is offered.
        public var server = ""
        /// Its port.
        public var port = 587
        /// `starttls`, `tls` from the first byte, or `off`, which only a server on this machine may have.
        public var security = "starttls"
        /// The sender's address.
        public var from = ""
        /// User for AUTH; empty: none.
        public var user = ""
        /// A file with the password of `user`.
        public var passwordFile = ""
        /// PEM file of the authorities that may vouch for the server; empty: those of the system.
        public var authorities = ""
        /// Longest time for one message.
        public var timeout: Duration = .seconds(30)
        /// Messages a minute.
        public var perMinute = 60
    }

    public struct SMS: Sendable, Equatable {
        /// `off`, `http`, `command` or `spool`.
        public var gateway = "off"
        /// `http`: the address, with `{number}`, `{text}`, `{token}` where the gateway wants them.
        public var url = ""
        /// `http`: the method.
        public var method = "POST"
        /// `http`: header lines, `Name: value`; may hold `{token}`.
        public var headers: [String] = []
        /// `http`: the body, with placeholders as in `url`.
        public var body = ""
        /// `http`: how placeholders are escaped in the body, which is also its content type: `json` or `form`.
        public var encoding = "json"
        /// `http`: a file with the secret for `{token}`.
        public var tokenFile = ""
        /// `http`: as `mail.authorities`.
        public var authorities = ""
        /// `command`: program and arguments, one of which is `{number}`; the text comes on standard input.
        public var command: [String] = []
        /// `spool`: the folder from which smstools takes messages.
        public var spool = "/var/spool/sms/outgoing"
        /// Longest time for one message.
        public var timeout: Duration = .seconds(20)
        /// Messages a minute.
        public var perMinute = 30
    }

    public struct Supervision: Sendable, Equatable {
        /// Addresses that are told of alerts; empty: the journal of the system and `vaultctl alerts` alone.
        public var mailTo: [String] = []
        /// Different names that one source may try in vain in an hour.
        public var namesPerSource = 10
        /// Different sources that may try one name in vain in an hour.
        public var sourcesPerName = 5
        /// How many times the usual number of failed sign-ins an hour may have.
        public var failureFactor = 5
        /// The number of failed sign-ins in an hour below which nothing is unusual.
        public var failureFloor = 50
    }

    public struct Texts: Sendable, Equatable {
        /// A folder of texts of the operator's own; empty: those that come with the service.
        public var folder = ""
        /// Who answers for the service: name and address, on the page of information (R.55-1, art. 13 GDPR).
        public var provider = ""
        /// How the provider's data protection officer is reached (GDP-04).
        public var dpoContact = ""
        /// Where the data lies and with whom.
        public var hosting = ""
    }
}
