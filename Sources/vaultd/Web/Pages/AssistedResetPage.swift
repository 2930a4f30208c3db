import Engine

/// Two professionals help somebody who is present back in (AUT-10): `GET` and `POST /people/{id}/reset` (`purpose`,
/// `present`, `lost-phone`), `POST /people/{id}/reset/confirm` (`present`, `lost-phone`).
struct AssistedResetPage: Page {
    static let template = PageTemplate.assistedReset
    var section: PageSection? { .people }
    /// The person's id.
    var id: String
    /// The person's name.
    var name: String
    var stage: AssistedResetStage
    /// Whether there is a second factor that can be lost.
    var hasFactor = false
    /// Shown once, after the confirmation.
    var code: AssistedResetCode?
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.text(.assistedTitle) }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        var fields: [String: Field] = [
            "id": .text(id),
            "notice": language.notice(of: failure),
            "lead": .text(language.text(.assistedLead, ["name": name])),
            "confirm-lead": .text(language.text(.assistedConfirmLead, ["name": name])),
            "may-start": .flag(stage == .none || stage == .usedUp),
            "may-lose": .flag(hasFactor),
            "used-up": .flag(stage == .usedUp),
            "waits": .absent,
            "may-confirm": .absent,
            "loses": .absent,
            "confirmed": .absent,
            "code": .absent,
        ]
        func dated(_ phrase: Phrase, _ moment: Moment) -> Field {
            .text(language.text(phrase, ["date": language.dateAndTime(moment)]))
        }
        switch stage {
        case .none, .usedUp: break
        case .waitsForSecond(let end): fields["waits"] = dated(.assistedWaits, end)
        case .waitsForYou(_, let losesFactors):
            fields["may-confirm"] = .flag(true)
            fields["loses"] = .flag(losesFactors)
        case .confirmed(let opensAt, _):
            guard let code else {
                fields["confirmed"] = dated(.assistedConfirmed, opensAt)
                break
            }
            fields["code"] = .group([
                "code": .text(code.code.reveal()), "opens": dated(.assistedOpens, code.opensAt),
            ])
        }
        return fields
    }
}
