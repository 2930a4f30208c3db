/// What a mandate allows a structure to do for a person. A closed list of precise acts, never "everything" (ACC-02).
public enum MandateAct: String, Sendable, CaseIterable, Codable {
    /// Open an account with the person and help to fill it in.
    case openAccount
    /// Put documents into the safe.
    case deposit
    /// Read what the person shares.
    case readShared
    /// Save a copy of what the person shares, each time with a purpose (SHR-10).
    case downloadShared
    /// Plan appointments and their reminders.
    case planEvents
    /// Help to get back in when the password is lost (AUT-10).
    case assistReset
}

extension MandateAct {
    /// Acts as the catalog keeps them.
    static func list(stored text: String) -> Set<MandateAct> {
        Set(text.split(separator: ",").compactMap { MandateAct(rawValue: String($0)) })
    }

    /// For the catalog, always in the same order.
    static func stored(_ acts: Set<MandateAct>) -> String {
        allCases.filter(acts.contains).map(\.rawValue).joined(separator: ",")
    }
}
