/// Where the settings put things and whom they want to reach; the defaults where the settings cannot be read.
struct Places: Sendable, Equatable {
    static let packagedSettings = "/etc/vaultd/vaultd.yaml"

    var state = "/var/lib/vaultd"
    var keyFile = "/etc/vaultd/keys/vaultd.keys"
    var signatures = "/var/lib/clamav"
    /// Empty where no mail is sent.
    var mailServer = ""
    var smsGateway = "off"

    /// What `vaultd --check-config FILE --places` says: a key and a value on each line.
    init(saidByDaemon text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2 else { continue }
            switch words[0] {
            case "state": state = words[1]
            case "keys.file": keyFile = words[1]
            case "scanner.databases": signatures = words[1]
            case "mail.server": mailServer = words[1]
            case "sms.gateway": smsGateway = words[1]
            default: continue
            }
        }
    }

    /// Whether mail or SMS are to be sent.
    var sendsNotices: Bool { !mailServer.isEmpty || smsGateway != "off" }
}
