/// What someone wants to do.
public enum Action: String, Sendable, CaseIterable {
    // In a safe
    case listSafe, listShared, deposit, readOwnJournal, manageSharing, shareByDefault, answerAffiliation, askToShare
    case exportSafe, eraseSafe
    // With one document
    case viewDocument, downloadDocument, renameDocument, deleteDocument, keepDocument, shareDocument, linkDocument
    case markDocument, recordConsent
    // For a person
    case seePerson, endFollowUp, assistReset, keepAccount
    // In a structure
    case listFollowed, addBeneficiary, affiliate
    case listProfessionals, addProfessional, limitProfessional, suspendProfessional, removeProfessional, readUsage
    case resetProfessionalFactors, readOwnActs, readProfessionalActs
    // With one's own account
    case changeOwnPassword, changeOwnLanguage, changeOwnSecurity, changeOwnContact, acceptTerms
    // On the machine
    case readStatus, listAccounts, addStructure, endStructure, addManager, addAccount, changeAccount
    case backup, restore, rotateKeys, purge, verifyAudit, reload, readAlerts, sendNotices
}
