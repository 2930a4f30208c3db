@testable import Engine

// Values that only the engine makes, for pages that are shown without one.

extension ShareGrant {
    static func sample(
        _ audience: Audience, professional: String?, purpose: String?, inForce: Bool, at moment: Moment
    ) -> ShareGrant {
        ShareGrant(
            id: ShareGrantID(), audience: audience, structureName: "Maison <b>", professionalName: professional,
            purpose: purpose, until: inForce ? nil : moment, grantedAt: moment, isInForce: inForce,
            consent: .init(givenAt: moment, endsAt: inForce ? nil : moment, isInForce: inForce))
    }
}

extension PossibleAudience {
    static func sample(_ structure: StructureID, _ name: String, mayRead: Bool, people: [String]) -> PossibleAudience {
        PossibleAudience(
            structure: structure, name: name, mayRead: mayRead,
            professionals: people.map { Professional(account: AccountID(), name: $0) })
    }
}

extension ExternalLink {
    static func sample(_ state: State, for name: String, at moment: Moment) -> ExternalLink {
        ExternalLink(
            id: ExternalLinkID(), document: DocumentID(), thirdParty: name, createdAt: moment, until: moment + .days(7),
            openings: 3, openingsLeft: 2, state: state)
    }
}

extension ShareRequest {
    static func sample(by name: String, _ message: String, at moment: Moment) -> ShareRequest {
        ShareRequest(
            id: ShareRequestID(), professionalName: name, structureName: "Maison <b>", message: message, askedAt: moment)
    }
}

extension FollowingStructure {
    static func sample(_ name: String, acts: Set<MandateAct>) -> FollowingStructure {
        FollowingStructure(id: StructureID(), name: name, acts: acts)
    }
}

extension AccountErasureReceipt {
    static func sample(at moment: Moment) -> AccountErasureReceipt {
        AccountErasureReceipt(at: moment, goneFromSnapshotsBy: moment + .days(6))
    }
}

extension SignedPapers {
    static func sample(_ structure: StructureID, _ name: String, at moment: Moment) -> SignedPapers {
        let text = ShownText(version: "2026-11", language: "ar", digest: [UInt8](repeating: 0xA7, count: 32))
        let person = PersonName(account: AccountID(), firstName: "أمل <b>", lastName: "O’Brien")
        func mandate(_ ended: Moment?, _ explainer: KeptMandate.Explainer) -> KeptMandate {
            KeptMandate(
                acts: Set(MandateAct.allCases), text: text, signedAt: moment, endedAt: ended, explainer: explainer)
        }
        return SignedPapers(
            structure: structure, structureName: name,
            mandates: [
                mandate(nil, .professional(person)), mandate(moment, .nobody), mandate(moment, .professional(nil)),
            ],
            information: [
                KeptInformation(text: text, explainedAt: moment, explainer: .professional(person)),
                KeptInformation(text: text, explainedAt: moment, explainer: .professional(nil)),
            ], follows: true)
    }
}
