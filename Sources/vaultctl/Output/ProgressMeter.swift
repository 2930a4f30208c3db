import ControlAPI

/// Works out rate and time left of the present phase. Told the time, so that it can be checked.
struct ProgressMeter {
    private var phase: String?
    private var beganAt = 0.0
    private var beganWith = 0
    private(set) var latest: OperationProgress?
    private var latestAt = 0.0

    /// Takes in a progress at `seconds` of any clock that only goes forward. Returns true when a new phase begins.
    mutating func update(_ progress: OperationProgress, at seconds: Double) -> Bool {
        let isNew = progress.phase != phase
        if isNew {
            phase = progress.phase
            beganAt = seconds
            beganWith = progress.done
        }
        latest = progress
        latestAt = seconds
        return isNew
    }

    /// Units a second since the phase began; nil until a second has passed.
    var rate: Double? {
        guard let latest, latestAt - beganAt >= 1, latest.done > beganWith else { return nil }
        return Double(latest.done - beganWith) / (latestAt - beganAt)
    }

    /// Seconds until the phase ends at that rate.
    var secondsLeft: Double? {
        guard let rate, let total = latest?.total, let done = latest?.done, total > done else { return nil }
        return Double(total - done) / rate
    }

    /// Seconds that the phase has taken.
    var secondsSpent: Double { latestAt - beganAt }
}
