import Engine

extension MultipartFault {
    /// The failure that the sender is told.
    var failure: VaultFailure {
        self == .cutOff
            ? VaultFailure(.uploadCutOff, cause: self)
            : VaultFailure(.requestMalformed, ["reason": reason], cause: self)
    }
}
