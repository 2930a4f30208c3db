/// On what sort of machine a session runs.
public enum SessionMode: String, Sendable, CaseIterable {
    /// The person's own.
    case ordinary
    /// One that the next person uses too: the session ends sooner.
    case publicComputer
}

/// How long sessions last (AUT-11). Pure.
struct SessionRules: Sendable {
    /// Activity is written down this often at most, to spare the disk.
    static let touchInterval = Duration.seconds(30)

    private let settings: Settings.SigningIn

    init(_ settings: Settings.SigningIn) { self.settings = settings }

    /// When a session that begins now ends whatever happens.
    func end(from start: Moment) -> Moment { start + settings.cap }

    /// When a session ends if nothing more is done.
    func idleEnd(_ mode: SessionMode, lastSeen: Moment, endsAt: Moment) -> Moment {
        min(lastSeen + idle(mode), endsAt)
    }

    /// How long nothing may be done.
    func idle(_ mode: SessionMode) -> Duration {
        switch mode {
        case .ordinary: settings.idle
        case .publicComputer: settings.publicIdle
        }
    }

    /// Whether activity now is worth writing down.
    func isWorthTouching(lastSeen: Moment, now: Moment) -> Bool {
        let since = now.since(lastSeen)
        return since >= Self.touchInterval || since < .zero
    }
}
