import Engine

/// One's own number and address: `GET` and `POST /security/contacts` (`by`, `contact`).
struct ContactsPage: Page {
    static let template = PageTemplate.contacts
    var contacts: OwnContacts
    /// What was just done.
    var done: Phrase?
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.contactsTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "done": done.map { .group(["done-text": .text(language.text($0))]) } ?? .absent,
            "notice": language.notice(of: failure),
            "frozen": .flag(contacts.isResting),
            "contacts": .list([contacts.phone, contacts.email].map { fields(of: $0, in: language) }),
        ]
    }

    private func fields(of contact: OwnContact, in language: Language) -> [String: Field] {
        let rests = contact.restsUntil.map { language.text(.contactRests, ["date": language.dateAndTime($0)]) }
        return contact.channel.flags.merging([
            "address": .optional(contact.address),
            "none": .flag(contact.address == nil),
            "lost": .flag(contact.isLost),
            "rests": .optional(rests),
            "is-key": .flag(contact.isSecondFactor && !contacts.isResting),
            "may-change": .flag(contact.canBeProven && !contacts.isResting),
            "cannot": .flag(!contact.canBeProven && !contacts.isResting),
            "may-remove": .flag(contact.address != nil && !contacts.isResting),
        ]) { $1 }
    }
}

/// The code that went to a new number or address: `GET` and `POST /security/contacts/code` (`code`).
struct ContactCodePage: Page {
    static let template = PageTemplate.contactCode
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.contactCodeTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] { ["notice": language.notice(of: failure)] }
}

/// Asks before a number or address goes: `GET` and `POST /security/contacts/remove` (`by`).
struct RemoveContactPage: Page {
    static let template = PageTemplate.removeContact
    var channel: Notice.Channel
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.removeContactTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        channel.flags.merging(["notice": language.notice(of: failure)]) { $1 }
    }
}

/// The second factor once more, before contacts are changed: `GET` and `POST /security/code` (`by`, `code`,
/// `return-to`), `POST /security/code/send` (`by`, `return-to`).
struct FactorProofPage: Page {
    static let template = PageTemplate.factorProof
    /// Shows the same things as the second step of signing in.
    var step: SecondStepPage
    /// Who takes a lost factor away depends on it.
    var role: Role
    /// Whether the person has a recovery card, which takes a lost factor away.
    var hasCard = false
    /// Until when the card takes none away; nil where it does so now.
    var restsUntil: Moment?

    func title(in language: Language) -> String { language.text(.factorProofTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        step.fields(in: language, chrome: chrome).merging([
            "holder": role == .beneficiary ? .group(card(in: language)) : .absent,
            "professional": .flag(role == .professional), "manager": .flag(role == .manager),
        ]) { $1 }
    }

    private func card(in language: Language) -> [String: Field] {
        [
            "has-card": .flag(hasCard && restsUntil == nil), "has-no-card": .flag(!hasCard),
            "card-rests": .optional(restsUntil.map { language.text(.cardRests, ["date": language.dateAndTime($0)]) }),
        ]
    }
}

extension Notice.Channel {
    fileprivate var flags: [String: Field] {
        ["by": .text(rawValue), "is-sms": .flag(self == .sms), "is-email": .flag(self == .email)]
    }
}
