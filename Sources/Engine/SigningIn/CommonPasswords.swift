import Foundation

/// Passwords that are tried first by whoever guesses: a common word, a walk over the keyboard or the alphabet, with
/// whatever figures and signs around it, with letters written as figures, doubled or cut by signs (AUT-02).
///
/// Rules instead of a list of whole passwords: with the twelve hundred words at hand and four figures behind each, they
/// stand for more than ten million, and `Soleil2027!` is among them before anybody has leaked it.
enum CommonPasswords {
    /// Whether a password is one of them.
    static func contains(_ password: String) -> Bool {
        let folded = fold(password)
        return [strip(folded), strip(unleet(folded)), unleet(strip(folded))].contains { core in
            isCommon(core.filter(\.isLetter))
        }
    }

    /// Lower case, without accents, full-width and other dressed letters as plain ones.
    static func fold(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil).lowercased()
            .replacing("œ", with: "oe").replacing("æ", with: "ae").replacing("ß", with: "ss")
    }

    private static func isCommon(_ core: String) -> Bool {
        guard !core.isEmpty else { return true }
        return words.contains(core) || isRepeated(core) || isWalk(Array(core.utf8))
    }

    /// A common word twice or more: `soleilsoleil`.
    private static func isRepeated(_ core: String) -> Bool {
        (1...max(1, core.count / 2)).contains { length in
            let piece = String(core.prefix(length))
            return core.count.isMultiple(of: length) && core.count > length && (length < 4 || words.contains(piece))
                && String(repeating: piece, count: core.count / length) == core
        }
    }

    /// Nothing but pieces of keyboard rows and of the alphabet, each three keys long or more, in either direction.
    private static func isWalk(_ core: [UInt8]) -> Bool {
        guard core.count >= 3 else { return false }
        var reachable = [Bool](repeating: false, count: core.count + 1)
        reachable[0] = true
        for start in core.indices where reachable[start] {
            for end in (start + 3)...max(start + 3, core.count) where end <= core.count {
                guard rows.contains(where: { has($0, core[start..<end]) }) else { break }
                reachable[end] = true
            }
        }
        return reachable[core.count]
    }

    private static func has(_ row: [UInt8], _ piece: ArraySlice<UInt8>) -> Bool {
        guard piece.count <= row.count else { return false }
        return (0...(row.count - piece.count)).contains { row[$0..<($0 + piece.count)].elementsEqual(piece) }
    }

    private static let rows: [[UInt8]] = {
        let forward = [
            "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
            "abcdefghijklmnopqrstuvwxyz", "aqwzsxedcrfvtgbyhn", "qazwsxedcrfvtgbyhnujm", "aqzsedrftgyhujikolpm",
        ]
        return (forward + forward.map { String($0.reversed()) }).map { Array($0.utf8) }
    }()

    /// Without what is no letter at both ends.
    private static func strip(_ text: String) -> String {
        let head = text.drop { !$0.isLetter }
        return String(
            head.prefix(head.lastIndex { $0.isLetter }.map { head.distance(from: head.startIndex, to: $0) + 1 } ?? 0))
    }

    /// Figures and signs as the letters that they are drawn for.
    private static func unleet(_ text: String) -> String { String(text.map { letters[$0] ?? $0 }) }

    private static let letters: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "i",
        "€": "e",
        "|": "l", "+": "t",
    ]
}
