import Testing

@testable import Engine

/// Every actor × every action × every resource against one written table.
struct AccessPolicyTests {
    private static let mine = AccountID()
    private static let theirs = AccountID()

    private static func person(_ role: Role) -> Actor {
        .person(
            SignedInPerson(
                account: mine, role: role, language: "fr", safe: role == .beneficiary ? SafeID() : nil,
                session: SessionReference(digest: []), source: RequestSource(address: "192.0.2.1")))
    }

    private static let actors: [(name: String, actor: Actor)] = [
        ("stranger", .stranger(RequestSource(address: "192.0.2.1"))),
        ("beneficiary", person(.beneficiary)),
        ("professional", person(.professional)),
        ("manager", person(.manager)),
        ("operator", .operator(OperatorIdentity(user: 0, group: 0, process: 1, claimed: nil))),
        ("schedule", .schedule),
    ]

    private static let resources: [(name: String, resource: Resource)] = [
        ("service", .service), ("own safe", .safe(holder: mine)), ("other safe", .safe(holder: theirs)),
        ("own account", .account(mine)), ("other account", .account(theirs)),
    ]

    /// All that is allowed. Whatever is not here must be refused.
    private static let allowed: [String: Set<Action>] = [
        "beneficiary/own safe": [
            .listSafe, .deposit, .viewDocument, .downloadDocument, .renameDocument, .deleteDocument, .readOwnJournal,
        ],
        "beneficiary/own account": [.changeOwnPassword, .changeOwnLanguage],
        "professional/own account": [.changeOwnPassword, .changeOwnLanguage],
        "manager/own account": [.changeOwnPassword, .changeOwnLanguage],
        "operator/service": [
            .readStatus, .listAccounts, .addStructure, .addAccount, .backup, .restore, .rotateKeys, .purge, .verifyAudit,
            .reload,
        ],
        "schedule/service": [.backup, .purge, .verifyAudit, .reload],
    ]

    @Test func `the policy allows exactly what its table says`() {
        for (actorName, actor) in Self.actors {
            for (resourceName, resource) in Self.resources {
                let expected = Self.allowed["\(actorName)/\(resourceName)"] ?? []
                let actual = Set(Action.allCases.filter { AccessPolicy.allows(actor, $0, on: resource) })
                #expect(actual == expected, "\(actorName) on \(resourceName)")
            }
        }
    }

    @Test func `operators are told that they may not, everyone else that there is nothing`() {
        for (name, actor) in Self.actors {
            let failure = #expect(throws: VaultFailure.self) {
                try AccessPolicy.require(actor, .viewDocument, on: .safe(holder: Self.theirs))
            }
            #expect(failure?.code == (name == "operator" ? .denied : .notFound))
        }
    }
}
