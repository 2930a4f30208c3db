/// The templates that are whole pages. Every case has a file `<file>.mustache`; a missing one stops the start.
enum PageTemplate: Int, CaseIterable, Sendable {
    case signIn, signedOut, password
    case documents, document, renameDocument, deleteDocument, uploadResults
    case sharing, newLink, link, sharingOverview, signedPapers, cutSharing, shareRequest
    case person, sharedDocument, deleteAccount, accountDeleted
    case invitation, invitationMade, invitations
    case people, opening, summary, affiliate, endFollowUp
    case team, teamMember, newProfessional, professionalAdded, limitProfessional, removeProfessional, takeFactors, usage
    case secondStep, lost, lostMessage, lostSent, lostCode, lostLink, lostCard, lostHelped, lostPassword, lostQuestion,
        lostWait, question, lostDone, stopReset
    case security, confirm, factors, factorApp, factorSent, printedCodes, removeFactor, card, cardSheet, devices,
        assistedReset
    case contacts, contactCode, removeContact, factorProof
    case officialText, acceptTerms
    case journal, acts, help, failure

    /// The file's name without `.mustache`.
    var file: String {
        switch self {
        case .signIn: "sign-in"
        case .signedOut: "signed-out"
        case .password: "password"
        case .documents: "documents"
        case .document: "document"
        case .renameDocument: "rename-document"
        case .deleteDocument: "delete-document"
        case .uploadResults: "upload-results"
        case .sharing: "sharing"
        case .newLink: "new-link"
        case .link: "link"
        case .sharingOverview: "sharing-overview"
        case .signedPapers: "signed-papers"
        case .cutSharing: "cut-sharing"
        case .shareRequest: "share-request"
        case .person: "person"
        case .sharedDocument: "shared-document"
        case .deleteAccount: "delete-account"
        case .accountDeleted: "account-deleted"
        case .invitation: "invitation"
        case .invitationMade: "invitation-made"
        case .invitations: "invitations"
        case .people: "people"
        case .opening: "opening"
        case .summary: "summary"
        case .affiliate: "affiliate"
        case .endFollowUp: "end-follow-up"
        case .team: "team"
        case .teamMember: "team-member"
        case .newProfessional: "new-professional"
        case .professionalAdded: "professional-added"
        case .limitProfessional: "limit-professional"
        case .removeProfessional: "remove-professional"
        case .takeFactors: "take-factors"
        case .usage: "usage"
        case .secondStep: "second-step"
        case .lost: "lost"
        case .lostMessage: "lost-message"
        case .lostSent: "lost-sent"
        case .lostCode: "lost-code"
        case .lostLink: "lost-link"
        case .lostCard: "lost-card"
        case .lostHelped: "lost-helped"
        case .lostPassword: "lost-password"
        case .lostQuestion: "lost-question"
        case .lostWait: "lost-wait"
        case .question: "question"
        case .lostDone: "lost-done"
        case .stopReset: "stop-reset"
        case .security: "security"
        case .confirm: "confirm"
        case .factors: "factors"
        case .factorApp: "factor-app"
        case .factorSent: "factor-sent"
        case .printedCodes: "printed-codes"
        case .removeFactor: "remove-factor"
        case .card: "card"
        case .cardSheet: "card-sheet"
        case .devices: "devices"
        case .assistedReset: "assisted-reset"
        case .contacts: "contacts"
        case .contactCode: "contact-code"
        case .removeContact: "remove-contact"
        case .factorProof: "factor-proof"
        case .officialText: "official-text"
        case .acceptTerms: "accept-terms"
        case .journal: "journal"
        case .acts: "acts"
        case .help: "help"
        case .failure: "failure"
        }
    }
}
