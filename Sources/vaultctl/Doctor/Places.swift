/// Where the settings put things; the defaults where the settings cannot be read.
struct Places: Sendable, Equatable {
    static let packagedSettings = "/etc/vaultd/vaultd.yaml"

    var state = "/var/lib/vaultd"
    var keyFile = "/etc/vaultd/keys/vaultd.keys"
    var signatures = "/var/lib/clamav"

    /// What `vaultd --check-config FILE --places` says: a key and a path on each line.
    init(saidByDaemon text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2 else { continue }
            switch words[0] {
            case "state": state = words[1]
            case "keys.file": keyFile = words[1]
            case "scanner.databases": signatures = words[1]
            default: continue
            }
        }
    }
}
