@testable import Engine

@testable import vaultd

extension SamplePages {
    /// The pages about who sees what.
    var sharing: [(name: String, page: any Page, role: Role?)] {
        let hard = "أمل <b> O’Brien-N'Diaye"
        let house = StructureID()
        let grants = [
            ShareGrant.sample(.structure(house), professional: nil, purpose: nil, inForce: true, at: now),
            .sample(
                .professional(AccountID(), of: house), professional: hard, purpose: "Dossier <b>", inForce: false, at: now),
            .sample(.professional(AccountID(), of: house), professional: nil, purpose: nil, inForce: true, at: now),
        ]
        let possible = [
            PossibleAudience.sample(house, "Maison <b>", mayRead: true, people: [hard]),
            .sample(StructureID(), "Ailleurs", mayRead: false, people: []),
        ]
        let seen = DocumentStanding(
            viewers: [.structure("Maison <b>"), .professional(hard, structure: "CCAS"), .link("École")],
            depositorName: hard, isKept: false, isSensitive: true)
        let alone = DocumentStanding(viewers: [], depositorName: nil, isKept: true, isSensitive: false)
        let links = ExternalLink.State.allCases.map { ExternalLink.sample($0, for: hard, at: now) }
        let request = ShareRequest.sample(by: hard, "Votre bail <b>", at: now)
        var marked = papers[1]
        marked.standing = seen
        let structures = [
            HelpingStructure(
                id: house.text, name: hard, isPending: true, acts: MandateAct.usual, professionals: [],
                contact: hard, privacyContact: "dpo@<b>.example", askedBy: hard),
            HelpingStructure(
                id: house.text, name: "CCAS", isPending: false, acts: Set(MandateAct.allCases), professionals: [hard, "Pia"]),
            HelpingStructure(id: house.text, name: "CCAS", isPending: false, acts: [], professionals: []),
        ]
        let following = [
            FollowingStructure.sample("CCAS", acts: Set(MandateAct.allCases)), .sample(hard, acts: [.deposit]),
        ]
        let sheet = TextSheet(text: officialText, direction: .leftToRight)
        let signed = SignedPapers.sample(house, hard, at: now)
        let receipt = AccountErasureReceipt.sample(at: now)
        var person = PersonPage(
            id: house.text, name: hard, structures: following,
            documents: [
                .whole(papers[1], mayDelete: true), .waiting(id: house.text, depositedAt: now, consentEnded: false),
                .waiting(id: house.text, depositedAt: now, consentEnded: true), .damaged(depositedAt: now),
            ],
            paging: Paging(page: 1, count: 2), total: 3, openRequests: 2, maxSize: 50 << 20, done: .asked)
        person.failure = VaultFailure(.tooManyAsked)
        let unmandated = PersonPage(
            id: house.text, name: hard, structures: [.sample("CCAS", acts: [])], documents: [], total: 0, maxSize: 1)
        var fading = person
        fading.standing = .willBeDisabled(now)
        var disabled = unmandated
        disabled.standing = .disabled(deletedFrom: now)
        return [
            ("person-unused", fading, .professional), ("person-disabled", disabled, .professional),
            (
                "sharing",
                SharingPage(
                    document: papers[0], standing: seen, grants: grants, possible: possible, links: links,
                    failure: VaultFailure(.nothingChosen)), .beneficiary
            ),
            (
                "sharing-alone",
                SharingPage(document: papers[3], standing: alone, grants: [], possible: [], links: [], isResting: true),
                .beneficiary
            ),
            (
                "new-link",
                NewLinkPage(
                    document: papers[0], link: links[0], address: "https://safe.example/link/" + house.text, code: "12345678"
                ),
                .beneficiary
            ),
            ("link", LinkPage(token: house.text), nil),
            ("link-refused", LinkPage(token: house.text, failure: VaultFailure(.linkRefused)), nil),
            (
                "sharing-overview",
                SharingOverviewPage(
                    requests: [request], structures: structures, count: 4,
                    service: ServiceContact(provider: hard, privacyContact: "dpo@<b>.example"), done: .refused,
                    mandate: sheet,
                    visibility: DepositVisibility(chosen: .shared, structures: [hard, "A"], isResting: true),
                    former: [(house.text, hard)]), .beneficiary
            ),
            (
                "signed-papers",
                SignedPapersPage(
                    papers: signed, signedText: sheet,
                    changed: [
                        .mandate: Set(signed.mandates.map(\.text)), .information: Set(signed.information.map(\.text)),
                    ], mandate: sheet, sharesByDefault: true,
                    failure: VaultFailure(.mandateMissing)), .beneficiary
            ),
            (
                "signed-papers-ended",
                SignedPapersPage(
                    papers: SignedPapers(
                        structure: house, structureName: hard, mandates: [], information: [], follows: false)),
                .beneficiary
            ),
            ("sharing-nothing", SharingOverviewPage(requests: [], structures: [], count: 0), .beneficiary),
            (
                "sharing-asked",
                SharingOverviewPage(requests: [], structures: [structures[0]], count: 0, mandate: sheet), .beneficiary
            ),
            (
                "sharing-later",
                SharingOverviewPage(
                    requests: [], structures: [structures[0]], count: 0, mandate: sheet,
                    visibility: DepositVisibility(chosen: .shared, structures: ["CCAS"], isResting: false)), .beneficiary
            ),
            ("cut-sharing", CutSharingPage(), .beneficiary),
            ("share-request", ShareRequestPage(request: request, documents: [papers[0]]), .beneficiary),
            ("document-shared", DocumentPage(document: marked), .beneficiary),
            ("person", person, .professional),
            ("person-without-mandate", unmandated, .professional),
            (
                "shared-document",
                SharedDocumentPage(
                    document: papers[0], person: house.text, personName: hard, isSensitive: true, mayDownload: true,
                    mayDelete: true, failure: VaultFailure(.fieldMissing)), .professional
            ),
            (
                "deposited-for-person",
                UploadResultsPage(
                    results: [.init(fileName: "a.pdf", outcome: .refused(VaultFailure(.noRoomThere)))], person: house.text),
                .professional
            ),
            ("delete-taken-back", DeleteDocumentPage(isOwn: false, document: papers[1], backupDays: 5), .professional),
            ("delete-account", DeleteAccountPage(backupDays: 5), .beneficiary),
            ("delete-account-planned", DeleteAccountPage(backupDays: 5, due: now), .beneficiary),
            ("account-deleted", AccountDeletedPage(receipt: receipt, isDone: true), nil),
            ("account-going", AccountDeletedPage(receipt: receipt, isDone: false), .beneficiary),
            ("journal-of-others", othersJournal(hard), .beneficiary),
        ]
    }

    private func othersJournal(_ name: String) -> MyJournalPage {
        MyJournalPage(
            entries: [
                .init(
                    moment: now, kind: .documentDownloaded, doer: .person(name), title: "Bail", structure: "Maison <b>",
                    purpose: "Dossier <b>"),
                .init(moment: now, kind: .documentViewed, doer: .gone, structure: "Maison"),
                .init(moment: now, kind: .documentViewed, doer: .former(.professional), structure: "Maison <b>"),
                .init(moment: now, kind: .documentViewed, doer: .former(.manager)),
                .init(moment: now, kind: .documentShared, doer: .you, title: "Bail", structure: "Maison", audience: name),
                .init(moment: now, kind: .documentShared, doer: .you, title: "Bail", structure: "Maison", audience: ""),
                .init(moment: now, kind: .affiliationAccepted, doer: .you, structure: "Maison"),
                .init(moment: now, kind: .linkOpened, doer: .unknown, title: "Bail"),
            ],
            paging: Paging(page: 1, count: 2), choice: .others)
    }
}
