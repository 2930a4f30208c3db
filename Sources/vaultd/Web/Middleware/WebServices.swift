import Engine
import Logging

/// What the pages work with. Made once, in `Daemon`.
struct WebServices: Sendable {
    /// The vault, once it is open.
    let slot: VaultSlot
    /// The settings in force.
    let settings: LiveSettings
    /// Turns pages into HTML.
    let renderer: Renderer
    /// Makes and checks what forms carry before anybody is signed in.
    let seals: CookieSeal
    let clock: any WallClock
    let logger: Logger
    /// Terms, information sheet and mandate.
    var texts = TextLibrary.none
    /// Who has accepted the terms in force.
    let accepted = AcceptedTerms()
}
