import Engine

/// Where each role begins after signing in.
enum HomePath {
    /// The first page of a role.
    static func of(_ role: Role) -> String {
        switch role {
        case .beneficiary: "/documents"
        case .professional: "/people"
        case .manager: "/team"
        }
    }
}

extension ActiveSession {
    /// Where this person begins.
    var home: String { HomePath.of(person.role) }
}
