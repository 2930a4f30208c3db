/// How a text travels by SMS (3GPP TS 23.038): 160 characters of the GSM alphabet in one part, or 70 of any other.
public struct SMSText: Sendable, Equatable {
    public let text: String
    /// Whether the GSM alphabet can write it.
    public let isGSM: Bool
    /// Parts that it takes, each of which is paid for.
    public let parts: Int

    /// Measures a text.
    public init(_ text: String) {
        self.text = text
        let septets = Self.septets(in: text)
        isGSM = septets != nil
        let (length, single, chained) = septets.map { ($0, 160, 153) } ?? (text.utf16.count, 70, 67)
        parts = length <= single ? 1 : (length + chained - 1) / chained
    }

    /// UTF-16, big-endian.
    var ucs2: [UInt8] { text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }

    /// Nil where a character is in neither table.
    private static func septets(in text: String) -> Int? {
        var count = 0
        for scalar in text.unicodeScalars {
            if basic.contains(scalar) {
                count += 1
            } else if extended.contains(scalar) {
                count += 2
            } else {
                return nil
            }
        }
        return count
    }

    private static let basic = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
    private static let extended = Set("\u{0C}^{}\\[~]|€".unicodeScalars)
}
