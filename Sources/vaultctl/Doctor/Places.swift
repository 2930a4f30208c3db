/// Where the settings put things, whom they want to reach and who answers for them; the defaults where the settings
/// cannot be read.
struct Places: Sendable, Equatable {
    static let packagedSettings = "/etc/vaultd/vaultd.yaml"

    var state = "/var/lib/vaultd"
    var keyFile = "/etc/vaultd/keys/vaultd.keys"
    var signatures = "/var/lib/clamav"
    /// Empty where no mail is sent.
    var mailServer = ""
    var smsGateway = "off"
    /// Who answers for the service, and how its data protection officer is reached; nil where the settings cannot be read.
    var provider: String?
    var privacyContact: String?

    /// What `vaultd --check-config FILE --places` says: a key and a value on each line.
    init(saidByDaemon text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let value = words.count > 1 ? words[1] : ""
            switch words[0] {
            case "state": state = value
            case "keys.file": keyFile = value
            case "scanner.databases": signatures = value
            case "mail.server": mailServer = value
            case "sms.gateway": smsGateway = value
            case "texts.provider": provider = value
            case "texts.dpo-contact": privacyContact = value
            default: continue
            }
        }
    }

    /// Whether mail or SMS are to be sent.
    var sendsNotices: Bool { !mailServer.isEmpty || smsGateway != "off" }
}
