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

    private static let desk = StructureID()
    private static let everyAct = SafeRelation(structures: [desk], mandated: Set(MandateAct.allCases))
    private static let withoutMandate = SafeRelation(structures: [desk])

    /// Every relation to the holder, by name.
    private static let safes: [(name: String, facts: SafeFacts)] = [
        ("own safe", SafeFacts(holder: mine)),
        ("own frozen safe", SafeFacts(holder: mine, isFrozen: true)),
        ("other safe", SafeFacts(holder: theirs)),
        ("followed safe", SafeFacts(holder: theirs, relation: everyAct)),
        ("followed safe without mandate", SafeFacts(holder: theirs, relation: withoutMandate)),
        ("own disabled safe", SafeFacts(holder: mine, isDisabled: true)),
        ("disabled safe", SafeFacts(holder: theirs, isDisabled: true)),
        ("disabled followed safe", SafeFacts(holder: theirs, relation: everyAct, isDisabled: true)),
        ("disabled followed safe without mandate", SafeFacts(holder: theirs, relation: withoutMandate, isDisabled: true)),
    ]

    /// Every state of a document, by name.
    private static let documents: [(name: String, facts: DocumentFacts)] = [true, false].flatMap { shared in
        [true, false].flatMap { own in
            [true, false].flatMap { kept in
                [true, false].map { consent in
                    let name =
                        "\(shared ? "shared" : "private")\(own ? " own" : "")\(kept ? " kept" : "")\(consent ? " waiting" : "")"
                    return (name, DocumentFacts(isShared: shared, isOwnDeposit: own, isKept: kept, needsConsent: consent))
                }
            }
        }
    }

    private static let resources: [(name: String, resource: Resource)] =
        [
            ("service", .service), ("own account", .account(mine)), ("own frozen account", .account(mine, isFrozen: true)),
            ("other account", .account(theirs)),
            ("foreign structure", .structure(desk, membership: nil)),
            ("structure as professional", .structure(desk, membership: .professional)),
            ("structure as manager", .structure(desk, membership: .manager)),
        ] + safes.map { ($0.name, .safe($0.facts)) }
        + safes.flatMap { safe in documents.map { ("\(safe.name): \($0.name)", .document(safe.facts, $0.facts)) } }

    private static let ownAccount: Set<Action> = [
        .changeOwnPassword, .changeOwnLanguage, .changeOwnSecurity, .changeOwnContact, .acceptTerms,
    ]

    /// All that is allowed. Whatever is not here must be refused.
    private static let allowed: [String: Set<Action>] = {
        var table: [String: Set<Action>] = [
            "beneficiary/own safe": [
                .listSafe, .deposit, .readOwnJournal, .manageSharing, .answerAffiliation, .exportSafe, .eraseSafe,
                .shareByDefault,
            ],
            "beneficiary/own frozen safe": [.listSafe, .deposit, .readOwnJournal, .manageSharing, .answerAffiliation],
            "beneficiary/own account": ownAccount,
            "professional/own account": ownAccount,
            "manager/own account": ownAccount,
            "beneficiary/own frozen account": ownAccount.subtracting([.changeOwnContact]),
            "professional/own frozen account": ownAccount.subtracting([.changeOwnContact]),
            "manager/own frozen account": ownAccount.subtracting([.changeOwnContact]),
            "professional/followed safe": [
                .listShared, .seePerson, .endFollowUp, .askToShare, .deposit, .assistReset, .keepAccount,
            ],
            "professional/followed safe without mandate": [.listShared, .seePerson, .endFollowUp, .keepAccount],
            "professional/disabled followed safe": [.seePerson, .endFollowUp, .assistReset, .keepAccount],
            "professional/disabled followed safe without mandate": [.seePerson, .endFollowUp, .keepAccount],
            "professional/structure as professional": [.listFollowed, .addBeneficiary, .affiliate, .readOwnActs],
            "manager/structure as manager": [
                .listProfessionals, .addProfessional, .limitProfessional, .suspendProfessional, .removeProfessional,
                .readUsage, .resetProfessionalFactors, .readOwnActs, .readProfessionalActs,
            ],
            "operator/service": [
                .readStatus, .listAccounts, .addStructure, .endStructure, .addManager, .addAccount, .changeAccount, .backup,
                .restore, .rotateKeys, .purge, .verifyAudit, .reload, .readAlerts, .sendNotices,
            ],
            "schedule/service": [.backup, .purge, .verifyAudit, .reload, .endStructure, .sendNotices],
        ]
        for (name, _) in documents {
            table["beneficiary/own safe: \(name)"] = [
                .viewDocument, .downloadDocument, .renameDocument, .deleteDocument, .keepDocument, .shareDocument,
                .linkDocument, .markDocument,
            ]
            table["beneficiary/own frozen safe: \(name)"] = [
                .viewDocument, .downloadDocument, .renameDocument, .deleteDocument, .keepDocument, .markDocument,
            ]
        }
        let read: Set<Action> = [.viewDocument, .downloadDocument]
        table["professional/followed safe: shared"] = read
        table["professional/followed safe: shared kept"] = read
        table["professional/followed safe: shared own"] = read.union([.deleteDocument])
        table["professional/followed safe: shared own kept"] = read
        table["professional/followed safe: shared waiting"] = [.recordConsent]
        table["professional/followed safe: shared kept waiting"] = [.recordConsent]
        table["professional/followed safe: shared own kept waiting"] = [.recordConsent]
        table["professional/followed safe: shared own waiting"] = [.deleteDocument, .recordConsent]
        table["professional/followed safe: private own"] = [.deleteDocument]
        table["professional/followed safe: private own waiting"] = [.deleteDocument]
        for name in ["shared own", "shared own waiting", "private own", "private own waiting"] {
            table["professional/followed safe without mandate: \(name)"] = [.deleteDocument]
        }
        return table
    }()

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
                try AccessPolicy.require(actor, .viewDocument, on: .safe(SafeFacts(holder: Self.theirs)))
            }
            #expect(failure?.code == (name == "operator" ? .denied : .notFound))
        }
    }
}
