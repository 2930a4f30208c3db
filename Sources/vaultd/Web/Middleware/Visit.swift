import Engine

/// Who stands behind a request: somebody with a session, or not.
struct Visit: Sendable {
    /// The language to answer in.
    var language: Language
    /// The session, where there is a valid one.
    var session: ActiveSession?
    /// A session token was sent that is no longer good.
    var sessionEnded = false
    /// It has ended since nothing was done for a while.
    var endedIdle = false
    /// What happened around the account that its holder should know.
    var news: [SupervisionAlert] = []
    /// What forms are bound to before anybody is signed in.
    var formBond: String
    /// Whether the browser does not have the bond yet.
    var bondIsNew = false
    /// Why the session could not be looked up: the service is locked, for instance.
    var trouble: VaultFailure?

    /// How long a form of the sign-in page may stay open.
    static let formAge: Duration = .hours(2)

    /// The token that every form of this answer carries.
    func csrf(_ seals: CookieSeal) -> String {
        session?.csrfToken ?? seals.seal("", for: .form, bond: formBond)
    }

    /// Whether `token` came out of a form of ours, shown to this visitor.
    func accepts(_ token: String, _ seals: CookieSeal) -> Bool {
        if let session { return session.isGenuine(csrfToken: token) }
        return !bondIsNew && seals.open(token, for: .form, bond: formBond, age: Self.formAge) != nil
    }
}
