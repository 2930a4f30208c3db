import Foundation

extension LoginName {
    /// The beginning of a login name for somebody: names in plain Latin letters, so that they can be typed on any
    /// keyboard. Names that leave nothing give a word that says nothing.
    static func stem(_ firstName: String, _ lastName: String) -> String {
        let words = [firstName, lastName].map { plain($0).prefix(20) }.filter { !$0.isEmpty }
        let stem = words.joined(separator: ".")
        return stem.count < 3 ? "coffre" : stem
    }

    private static func plain(_ name: String) -> String {
        let latin = name.applyingTransform(.toLatin, reverse: false) ?? name
        let folded = latin.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        return folded.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
