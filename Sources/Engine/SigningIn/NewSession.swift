/// What is written down when a session begins.
struct NewSession: Sendable {
    let reference: SessionReference
    let account: AccountID
    let mode: SessionMode
    /// Sealed.
    let source: [UInt8]
    /// Sealed; nil where it is not known.
    let browser: [UInt8]?
    let createdAt: Moment
    let now: Moment
    let endsAt: Moment
    /// When the second factor was proven; nil where it was not.
    var factorAt: Moment?
    /// The one that this one takes the place of in the same browser.
    var former: SessionReference?
}
