import Engine

/// What the screens of the opening of a safe have gathered so far. It travels in the form from screen to screen, so
/// that nothing about a person is kept anywhere before the person has agreed; the password and the PIN of the recovery card are
/// only on the last screen.
struct OpeningForm: Sendable {
    /// One thing on each screen, in this order.
    enum Step: String, Sendable, CaseIterable {
        case identity, known, information, mandate, recovery, password
    }

    /// What the person wants for the day when the password is forgotten.
    enum Recovery: String, Sendable {
        /// A recovery card, with a PIN that the person chooses beside the password.
        case card
        /// Nothing now.
        case later
    }

    var structure = ""
    var firstName = ""
    var lastName = ""
    var birthDate = ""
    var phone = ""
    var email = ""
    var language = ""
    var identifier = ""
    /// The person has no safe yet, as far as they know.
    var hasNoSafe = false
    /// The information sheet was explained.
    var isExplained = false
    /// The person agrees to the mandate.
    var isSigned = false
    /// The person can take away each of the usual ones but the first.
    var acts = MandateAct.usual
    /// Who sees what the person will put in.
    var visibility = DefaultVisibility.alone
    /// Nil until the person has chosen.
    var recovery: Recovery?
    /// Which texts were on the screens, by the names of the fields that say so.
    var shown: [String: String] = [:]

    init() {}

    /// What a screen sent.
    init(_ fields: FormFields) {
        structure = fields["structure"] ?? ""
        firstName = fields["first-name"] ?? ""
        lastName = fields["last-name"] ?? ""
        birthDate = fields["birth-date"] ?? ""
        phone = fields["phone"] ?? ""
        email = fields["email"] ?? ""
        language = fields["language"] ?? ""
        identifier = fields["identifier"] ?? ""
        hasNoSafe = fields["no-safe"] != nil
        isExplained = fields["explained"] != nil
        isSigned = fields["signed"] != nil
        acts = fields["act-shown"] == nil ? MandateAct.usual : fields.acts.union([.openAccount])
        visibility = fields.visibility ?? .alone
        recovery = fields["recovery"].flatMap(Recovery.init(rawValue:))
        for name in TextSheet.shownFields(.information) + TextSheet.shownFields(.mandate) { shown[name] = fields[name] }
    }

    /// The first screen that has not been gone through; the fields themselves are checked by the engine.
    var step: Step {
        if firstName.isEmpty || lastName.isEmpty { return .identity }
        if !hasNoSafe { return .known }
        if !isExplained { return .information }
        if !isSigned { return .mandate }
        return recovery == nil ? .recovery : .password
    }

    /// What the engine is asked to do, but for the password.
    func person(_ password: InitialPassword = .generated) -> NewBeneficiary {
        var person = NewBeneficiary(loginName: identifier, firstName: firstName, lastName: lastName, password: password)
        person.birthDate = birthDate
        person.phone = phone
        person.email = email
        if !language.isEmpty { person.language = language }
        return person
    }

    /// Names and values that a screen carries on, but for those that it asks for itself. Whether there is a safe already
    /// is asked anew when the names were on the screen again.
    func carried(at step: Step) -> [(name: String, value: String)] {
        var carried = [("structure", structure), ("identifier", identifier)]
        if step != .identity {
            carried += [
                ("first-name", firstName), ("last-name", lastName), ("birth-date", birthDate), ("phone", phone),
                ("email", email), ("language", language),
            ]
        }
        if step != .identity, step != .known, hasNoSafe { carried.append(("no-safe", "yes")) }
        if step != .information, isExplained {
            carried += [("explained", "yes")] + shownTexts(.information)
        }
        guard step == .recovery || step == .password else { return carried }
        carried.append((FormFields.visibilityName, visibility.rawValue))
        if step == .password, let recovery { carried.append(("recovery", recovery.rawValue)) }
        carried += acts.map { ("act.\($0.rawValue)", "yes") }.sorted { $0.0 < $1.0 }
        return carried + [("signed", "yes"), ("act-shown", "yes")] + shownTexts(.mandate)
    }

    private func shownTexts(_ kind: OfficialText.Kind) -> [(String, String)] {
        TextSheet.shownFields(kind).compactMap { name in shown[name].map { (name, $0) } }
    }
}
