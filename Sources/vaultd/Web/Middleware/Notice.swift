import Engine
import Hummingbird

/// A word about what was just done, which the next page shows once. It travels in a cookie under our seal: a link
/// from elsewhere must not be able to make this site say that something was deleted.
extension DocumentsPage.Done {
    /// How long a browser may take to come back for it.
    private static let age: Duration = .seconds(60)
    /// The same for somebody who comes back after a long time, and first has new terms to read.
    private static let longAge: Duration = .hours(1)

    /// The `Set-Cookie` value that carries it to the next page.
    func cookie(_ seals: CookieSeal) -> String {
        SiteCookie.notice.setting(seals.seal(text, for: .notice), keptFor: self == .reopened ? Self.longAge : Self.age)
    }

    /// What a request brings.
    init?(_ request: Request, _ seals: CookieSeal) {
        guard let sealed = SiteCookie.notice.value(in: request),
            let text = seals.open(sealed, for: .notice, age: Self.longAge)
        else { return nil }
        self.init(text: text)
        guard self == .reopened || seals.open(sealed, for: .notice, age: Self.age) != nil else { return nil }
    }

    private var text: String {
        switch self {
        case .deleted(let goneBy): "deleted \(goneBy.milliseconds)"
        case .renamed: "renamed"
        case .passwordChanged: "password"
        case .reopened: "reopened"
        }
    }

    private init?(text: String) {
        let parts = text.split(separator: " ")
        switch (parts.first, parts.count > 1 ? Int64(parts[1]) : nil) {
        case ("deleted", let milliseconds?): self = .deleted(goneBy: Moment(milliseconds: milliseconds))
        case ("renamed", _): self = .renamed
        case ("password", _): self = .passwordChanged
        case ("reopened", _): self = .reopened
        default: return nil
        }
    }
}
