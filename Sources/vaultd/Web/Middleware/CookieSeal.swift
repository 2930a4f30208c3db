import Crypto
import Engine
import Foundation

/// Marks what a browser keeps for us, so that it comes back as we gave it and for a limited time.
///
/// The key lives as long as the process: after a restart a form that was open asks to be sent again.
struct CookieSeal: Sendable {
    /// What a mark is for, so that one cannot stand in for another.
    enum Purpose: String, Sendable {
        /// A form of somebody who is not signed in.
        case form
        /// A word about what was just done.
        case notice
    }

    private let key = SymmetricKey(size: .bits256)
    private let clock: any WallClock

    /// A seal with a fresh key.
    init(clock: any WallClock) { self.clock = clock }

    /// `text` in a form that `open` gives back: the time, the text and a mark over both and over `bond`.
    func seal(_ text: String, for purpose: Purpose, bond: String = "") -> String {
        let body = "\(clock.now().seconds).\(Hex.encode(text.utf8))"
        return "\(body).\(Hex.encode(mark(body, purpose, bond)))"
    }

    /// The text again; nil when it was altered, belongs to another bond or purpose, or is older than `age`.
    func open(_ sealed: String, for purpose: Purpose, bond: String = "", age: Duration) -> String? {
        guard let dot = sealed.lastIndex(of: "."), let mark = Hex.decode(String(sealed[sealed.index(after: dot)...])) else {
            return nil
        }
        let body = String(sealed[..<dot])
        let isOurs = HMAC<SHA256>.isValidAuthenticationCode(mark, authenticating: message(body, purpose, bond), using: key)
        let parts = body.split(separator: ".", omittingEmptySubsequences: false)
        guard isOurs, parts.count == 2, let seconds = Int64(parts[0]), let text = Hex.decode(String(parts[1])) else {
            return nil
        }
        let made = Moment(seconds: seconds)
        guard made + age >= clock.now(), made <= clock.now() + .seconds(1) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    private func mark(_ body: String, _ purpose: Purpose, _ bond: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message(body, purpose, bond), using: key))
    }

    private func message(_ body: String, _ purpose: Purpose, _ bond: String) -> Data {
        Data("\(purpose.rawValue)\u{0}\(bond)\u{0}\(body)".utf8)
    }
}
