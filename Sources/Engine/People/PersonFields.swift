import Foundation

/// The fields of a new person, checked and in the form in which they are kept.
struct PersonFields: Sendable {
    let loginName: LoginName
    let firstName: String
    let lastName: String
    let birthDate: String?
    let phone: String?
    let email: String?
    let language: String
    let jobTitle: String?

    /// - Throws: `loginNameUnusable`, `fieldMissing`, `fieldUnusable` with the field and never its content.
    init(_ new: NewBeneficiary, at now: Moment) throws {
        loginName = try LoginName(new: new.loginName)
        firstName = try Self.name(new.firstName, field: "firstName")
        lastName = try Self.name(new.lastName, field: "lastName")
        birthDate = try Self.given(new.birthDate).map { try Self.birthDate($0, at: now) }
        phone = try Self.given(new.phone).map(Self.phone)
        email = try Self.given(new.email).map(Self.email)
        language = try LanguageCode.checked(new.language)
        jobTitle = nil
    }

    /// - Throws: as for beneficiaries.
    init(_ new: NewStaff) throws {
        loginName = try LoginName(new: new.loginName)
        firstName = try Self.name(new.firstName, field: "firstName")
        lastName = try Self.name(new.lastName, field: "lastName")
        birthDate = nil
        phone = try Self.given(new.phone).map(Self.phone)
        email = try Self.given(new.email).map(Self.email)
        language = try LanguageCode.checked(new.language)
        jobTitle = try Self.given(new.jobTitle).map { try Self.name($0, field: "jobTitle") }
    }

    /// What finds the same person again: both names without case, accents and order, and the birth date (ACC-09). Nil
    /// without a birth date, for names alone are shared by many.
    func identity(_ index: BlindIndex) throws -> [UInt8]? {
        guard let birthDate else { return nil }
        let names = SearchText(firstName + " " + lastName).words.sorted().joined(separator: " ")
        return try index.value(column: "account.identity", of: "\(names)\n\(birthDate)")
    }

    /// The number or address for a channel.
    ///
    /// - Throws: `fieldMissing` where it was not given.
    func recipient(by channel: Notice.Channel) throws -> String {
        guard let recipient = channel == .sms ? phone : email else {
            throw VaultFailure(.fieldMissing, ["field": channel == .sms ? "phone" : "email"])
        }
        return recipient
    }

    private static func given(_ text: String?) -> String? {
        guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
        return text
    }

    private static func name(_ text: String, field: String) throws -> String {
        guard given(text) != nil else { throw VaultFailure(.fieldMissing, ["field": field]) }
        guard let line = TextLine.normalised(text, limit: 100) else {
            throw VaultFailure(.fieldUnusable, ["field": field, "reason": "1 to 100 characters, no control characters"])
        }
        return line
    }

    private static func birthDate(_ text: String, at now: Moment) throws -> String {
        guard let day = CalendarDay(text) else {
            throw VaultFailure(.fieldUnusable, ["field": "birthDate", "reason": "it is not like 1980-12-31"])
        }
        // Somewhere on Earth it is tomorrow already.
        guard try day.start(in: "UTC") <= now + .days(1) else {
            throw VaultFailure(.fieldUnusable, ["field": "birthDate", "reason": "it lies in the future"])
        }
        return text
    }

    /// International form: a number without a country is taken for a French one.
    static func phone(_ text: String) throws -> String {
        let blanks: Set<Character> = [" ", ".", "-", "(", ")", "/", "\u{A0}", "\u{202F}"]
        var number = text.filter { !blanks.contains($0) }
        if number.hasPrefix("00") { number = "+" + number.dropFirst(2) }
        if number.hasPrefix("0") && number.utf8.count == 10 { number = "+33" + number.dropFirst() }
        let digits = number.utf8.dropFirst()
        let isNumber =
            number.hasPrefix("+") && (8...15).contains(digits.count) && digits.allSatisfy { (48...57).contains($0) }
        guard isNumber else {
            throw VaultFailure(.fieldUnusable, ["field": "phone", "reason": "it is no telephone number"])
        }
        return number
    }

    /// In lower case.
    ///
    /// - Throws: `fieldUnusable`.
    static func email(_ text: String) throws -> String {
        let address = TextLine.normalised(text, limit: 254)?.lowercased() ?? ""
        let hasWholeDomain = address.split(separator: "@").last?.contains(".") ?? false
        // What could not be written to later would be found out by nobody but the person who waits for a message.
        guard hasWholeDomain, Recipient.isUsable(address, by: .email) else {
            throw VaultFailure(.fieldUnusable, ["field": "email", "reason": "it is no e-mail address"])
        }
        return address
    }
}

/// Codes of languages: `fr`, `en`, `ar`, `zh-hant`.
enum LanguageCode {
    /// The code in lower case.
    ///
    /// - Throws: `fieldUnusable`.
    static func checked(_ code: String) throws -> String {
        let code = code.lowercased()
        let isCode = (2...11).contains(code.utf8.count) && code.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 }
        guard isCode, code.first != "-", code.last != "-" else {
            throw VaultFailure(.fieldUnusable, ["field": "language", "reason": "it is no language code"])
        }
        return code
    }
}
