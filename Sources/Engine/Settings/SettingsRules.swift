/// Rules between settings, which no bound of a single one can express.
enum SettingsRules {
    /// What does not fit together, with the key whose line is to blame.
    static func conflicts(in settings: Settings) -> [(key: String, reason: String)] {
        var found: [(key: String, reason: String)] = []
        func require(_ holds: Bool, _ key: String, _ reason: String) {
            if !holds { found.append((key, reason)) }
        }
        let (web, documents, signingIn) = (settings.web, settings.documents, settings.signingIn)
        require(
            web.certificate.isEmpty == web.privateKey.isEmpty,
            web.certificate.isEmpty ? "web.private-key" : "web.certificate",
            "web.certificate and web.private-key belong together")
        require(!web.addresses.isEmpty, "web.addresses", "there must be an address to listen on")
        require(
            web.redirectPort == 0 || web.redirectPort != web.port, "web.redirect-port", "it is the HTTPS port already")
        require(
            documents.uploadMemory >= documents.maxSize, "documents.upload-memory",
            "it is smaller than documents.max-size, so the largest document could never be sent")
        require(
            documents.safeQuota >= documents.maxSize, "documents.safe-quota",
            "it is smaller than documents.max-size, so the largest document would fit in no safe")
        require(signingIn.publicIdle <= signingIn.idle, "signing-in.public-idle", "it is longer than signing-in.idle")
        require(signingIn.idle <= signingIn.cap, "signing-in.idle", "it is longer than signing-in.cap")
        require(
            !isInside(settings.scanner.temporary, settings.state), "scanner.temporary",
            "it lies in the state folder, where unpacked plaintext would reach the disk")
        let unused = settings.purges.unusedAge
        require(
            unused == .zero || unused >= UnusedAccountRules.shortestAge, "purges.unused-age",
            "it is shorter than 365d, and people come back after a winter; 0s switches it off")
        return found + noticeConflicts(in: settings)
    }

    private static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
}
