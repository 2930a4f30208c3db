import Engine

/// Makes the failure that stops the start when a template, catalogue or asset cannot be used.
enum ResourceFault {
    /// `reason` names the file, and the line where it is known.
    static func failure(_ reason: String, cause: (any Error)? = nil) -> VaultFailure {
        VaultFailure(.settingsUnusable, ["reason": "web.resources: \(reason)"], cause: cause)
    }
}
