import Foundation

/// What a person's own password must not hold: their names, their identifier, their birth date, in whatever order and
/// dress (ASVS 6.2.11).
struct PersonalWords: Sendable {
    private let names: [String]
    private let dates: [String]

    /// - Parameters:
    ///   - names: identifier, first and last names.
    ///   - birthDate: `YYYY-MM-DD`.
    init(names: [String] = [], birthDate: String? = nil) {
        let parts = names.map(CommonPasswords.fold).flatMap { name in
            [name.filter(Self.isSubstance)] + name.split { !Self.isSubstance($0) }.map(String.init)
        }
        let long = Set(parts).filter { $0.count > 2 }
        self.names = long.flatMap { [$0, String($0.reversed())] }
        self.dates = birthDate.map(Self.forms) ?? []
    }

    /// Whether a name occurs in the password, forwards or backwards, also with signs between its letters.
    func nameOccurs(in password: String) -> Bool {
        let plain = CommonPasswords.fold(password)
        let tight = plain.filter(Self.isSubstance)
        return names.contains { plain.contains($0) || tight.contains($0) }
    }

    /// Whether the birth date occurs in the password: its year with month or day in any order, with or without signs
    /// between, in any script's figures, or backwards.
    func birthDateOccurs(in password: String) -> Bool {
        let digits = String(password.filter { !"-/. _:".contains($0) }.map { $0.wholeNumberValue.map(Self.digit) ?? $0 })
        return dates.contains(where: digits.contains)
    }

    private static func digit(_ value: Int) -> Character { Character(String(value % 10)) }

    private static func isSubstance(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    private static func forms(of birthDate: String) -> [String] {
        let parts = birthDate.split(separator: "-").map(String.init)
        guard parts.count == 3 else { return [] }
        let (year, month, day) = (parts[0], parts[1], parts[2])
        let short = String(year.suffix(2))
        let whole = [year, short].flatMap { year in
            [[year, month, day], [year, day, month], [day, month, year], [month, day, year]]
        }
        let halves = [[year, month], [month, year], [year, day], [day, year]]
        let forms = (whole + halves).map { $0.joined() }
        return forms + forms.map { String($0.reversed()) }
    }
}
