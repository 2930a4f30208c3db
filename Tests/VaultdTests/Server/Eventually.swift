import Testing

/// Waits for something that happens on another thread and gives no sign.
enum Eventually {
    /// Looks again and again until the condition holds; an issue after twenty seconds.
    static func holds(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: @Sendable () -> Bool
    ) async {
        let end = ContinuousClock.now + .seconds(20)
        while !condition() {
            guard ContinuousClock.now < end else {
                Issue.record("The condition did not come to hold.", sourceLocation: sourceLocation)
                return
            }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }
}
