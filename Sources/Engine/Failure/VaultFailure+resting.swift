extension VaultFailure {
    /// What is refused for a time only: with the minutes to wait for the reader and the seconds for the program, both
    /// rounded up, so that whoever waits them out is not refused again.
    static func resting(_ code: FailureCode, for left: Duration) -> VaultFailure {
        let (whole, rest) = left.components
        let seconds = max(1, Int(whole) + (rest > 0 ? 1 : 0))
        return VaultFailure(code, ["minutes": String((seconds + 59) / 60)], retryAfter: seconds)
    }
}
