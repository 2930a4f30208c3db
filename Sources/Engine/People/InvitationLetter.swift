import GRDB

/// An invitation that was just made.
public struct MadeInvitation: Sendable {
    public let account: AccountID
    /// What the account will be entered with.
    public let loginName: String
    /// Six digits, to be said aloud: never in a message (ACC-07).
    public let code: SecretText
    public let endsAt: Moment
}

/// The rules of invitations (ACC-07).
enum InvitationRules {
    static let lifetime = Duration.hours(72)
    /// Those who work there may be away for some days.
    static let staffLifetime = Duration.days(7)
    static let digits = 6
    static let tries = 5
    /// Random bytes of the link.
    static let tokenSize = 16

    /// How many letters may leave in 24 hours: to one invited account, to one number or address (families share one, and
    /// what is taken back and written anew is the same telephone that rings), from one inviter, from one structure.
    static let mostPerInvitation = 5
    static let mostPerRecipient = 10
    static let mostPerInviter = 50
    static let mostPerStructure = 200

    static func lifetime(of role: Role) -> Duration { role == .beneficiary ? lifetime : staffLifetime }
}

/// A link and a code that let one person into one account once; made before the transaction in which it is sent.
struct InvitationLetter: Sendable {
    let vault: Vault
    let structure: StructureID
    let inviter: AccountID
    let channel: Notice.Channel
    /// An address or a number.
    let recipient: String
    let language: String
    let lifetime: Duration
    let link: String
    let code: SecretText
    private let mark: [UInt8]
    private let codeMark: [UInt8]

    init(
        _ vault: Vault, _ order: InvitationOrder, to recipient: String, language: String, role: Role
    ) throws {
        let token = Hex.encode(try OneTimeSecrets.bytes(InvitationRules.tokenSize))
        let digits = OneTimeSecrets.digits(InvitationRules.digits)
        let secrets = try vault.oneTimeSecrets()
        self.vault = vault
        structure = order.structure
        inviter = order.inviter
        channel = order.channel
        self.recipient = recipient
        self.language = language
        lifetime = InvitationRules.lifetime(of: role)
        link = order.linkBase + token
        code = SecretText(digits)
        mark = try secrets.mark(Array(token.utf8), for: .invitationLink)
        codeMark = try secrets.mark(Array(digits.utf8), for: .invitationCode, bond: mark)
    }

    /// Writes it down and sends it, in the place of whatever was sent before.
    ///
    /// - Returns: until when it is good.
    /// - Throws: `channelNotOffered`; `invitedTooOften`, with the minutes to wait.
    @discardableResult
    func send(for account: AccountID, in database: Database) throws -> Moment {
        let now = vault.clock.now()
        try count(account, at: now, in: database)
        try InvitationRecord.find(of: account, database)?.delete(in: database)
        let record = InvitationRecord(
            mark: mark, account: account, structure: structure, professional: inviter, code: codeMark, madeAt: now,
            endsAt: now + lifetime, channel: channel)
        try record.insert(into: database)
        let notice = Notice(
            .invitation, by: channel, to: recipient, language: language,
            values: [.link: link, .moment: NoticeValue.text(record.endsAt)], account: account)
        try vault.outbox.enqueue(notice, in: database)
        return record.endsAt
    }

    /// Counts it in every respect in which letters are limited, as codes are.
    private func count(_ account: AccountID, at now: Moment, in database: Database) throws {
        let index = vault.keys.index
        let limits = [
            (try index.value(column: "attempt.invitations", of: account.text), InvitationRules.mostPerInvitation),
            (try index.value(column: "attempt.invitations-to", of: recipient), InvitationRules.mostPerRecipient),
            (try index.value(column: "attempt.invitations-by", of: inviter.text), InvitationRules.mostPerInviter),
            (try index.value(column: "attempt.invitations-of", of: structure.text), InvitationRules.mostPerStructure),
        ]
        let rest = try limits.compactMap { try Attempts.rest(after: $1, in: $0, now: now, database) }.max()
        if let rest { throw VaultFailure.resting(.invitedTooOften, for: rest) }
        for (subject, _) in limits { try Attempts.add(subject, at: now, in: database) }
    }
}

/// Who invites, for which structure, by which way, with links that begin how.
struct InvitationOrder: Sendable {
    let structure: StructureID
    let inviter: AccountID
    let channel: Notice.Channel
    let linkBase: String
}
