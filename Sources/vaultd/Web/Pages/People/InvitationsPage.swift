import Engine

/// The invitations of a professional's structures that nobody has taken up yet: `GET /people/invitations`.
struct InvitationsPage: Page {
    static let template = PageTemplate.invitations
    var section: PageSection? { .people }
    var invitations: [PendingInvitationView] = []
    /// Whether one was just taken back.
    var isCancelled = false
    /// Why one was not sent again.
    var failure: VaultFailure?

    func title(in language: Language) -> String { language.word("invitation.list-title") }

    func fields(in language: Language, chrome: Chrome) -> [String: Field] {
        [
            "none": .flag(invitations.isEmpty),
            "cancelled": .flag(isCancelled),
            "notice": language.notice(of: failure),
            "invitations": .list(invitations.map { $0.fields(in: language) }),
        ]
    }
}

/// An invitation that waits, as pages show it.
struct PendingInvitationView: Sendable {
    var id: String
    var name: String
    /// Where there are several to tell apart.
    var structureName: String?
    var inviter: String?
    var since: Moment
    var until: Moment
    var isDead: Bool
    var channels: Set<Notice.Channel>

    /// An invitation as the engine tells of it.
    init(_ invitation: PendingInvitation, _ structureName: String? = nil) {
        id = invitation.name.account.text
        name = invitation.name.full
        self.structureName = structureName
        inviter = invitation.inviter?.full
        since = invitation.since
        until = invitation.until
        isDead = invitation.isDead
        channels = invitation.channels
    }

    func fields(in language: Language) -> [String: Field] {
        let sent = [
            "moment": language.dateAndTime(since),
            "name": inviter.map { "\u{2068}\($0)\u{2069}" } ?? language.text(.papersFormer),
        ]
        return [
            "account": .text(id),
            "invited-name": .text(name),
            "structure-name": .optional(structureName),
            "sent": .text(language.text(.invitationSent, sent)),
            "until": .text(language.text(.invitationUntil, ["moment": language.dateAndTime(until)])),
            "dead": .flag(isDead),
            "by-sms": .flag(channels.contains(.sms)),
            "by-mail": .flag(channels.contains(.email)),
        ]
    }
}
