@testable import Engine
@testable import vaultd

extension SamplePages {
    /// The pages of professionals and managers.
    func people(_ languages: Languages) throws -> [(name: String, page: any Page, role: Role)] {
        let id = String(repeating: "0f", count: 16)
        let hard = "أمل <b> O’Brien-N'Diaye"
        let member = TeamMemberView(
            id: id, name: hard, jobTitle: "Assistante sociale", email: "a@b.fr", scope: .assigned, assigned: 3,
            standing: .suspended, since: now, endedAt: nil, until: now)
        var ended = member
        ended.standing = .ended
        ended.endedAt = now
        let choices = [
            StructureChoice(id: id, name: "CCAS", isChosen: true), StructureChoice(id: id, name: hard, isChosen: false),
        ]
        let reading = LanguageChoice.all(languages, chosen: "ar")
        let theirs = languages["ar"] ?? languages.standard
        let sheet = TextSheet(text: officialText, direction: .leftToRight)
        let conflict = VaultFailure(.changedMeanwhile)
        let history = [
            TeamMemberPage.Line(moment: now, kind: .habilitationLimited, doer: .person(nil), scope: .assigned, people: 3),
            TeamMemberPage.Line(moment: now, kind: .habilitationDated, doer: .person(nil), until: now),
            TeamMemberPage.Line(moment: now, kind: .habilitationGranted, doer: .operator, reason: hard, scope: .structure),
            TeamMemberPage.Line(moment: now, kind: .habilitationEnded, doer: .service),
        ]
        let tie = FollowedPersonFile.Tie(
            structure: StructureID(), structureName: "CCAS", contact: "01 02 03 04 05",
            acts: Set(MandateAct.allCases))
        var pages: [(name: String, page: any Page, role: Role)] = [
            ("team", TeamPage(structureName: "CCAS", members: [member, ended], choices: choices, done: .removed), .manager),
            ("team-empty", TeamPage(structureName: hard, members: []), .manager),
            (
                "team-member",
                TeamMemberPage(
                    member: member, version: 2, history: history, people: [hard], done: .limited, failure: conflict),
                .manager
            ),
            ("team-member-ended", TeamMemberPage(member: ended, version: 2, history: history), .manager),
            (
                "new-professional",
                NewProfessionalPage(
                    structure: id, structureName: "CCAS", languages: reading, failure: VaultFailure(.loginNameTaken)),
                .manager
            ),
            (
                "professional-added",
                ProfessionalAddedPage(id: id, name: hard, identifier: "claire", password: SecretText("abcd-Efgh-23jk")),
                .manager
            ),
            (
                "limit",
                LimitProfessionalPage(
                    id: id, name: hard, version: 2, scope: .assigned,
                    people: [.init(id: id, name: hard, isTicked: true), .init(id: id, name: "Li", isTicked: false)],
                    find: "x", failure: conflict), .manager
            ),
            (
                "limit-empty",
                LimitProfessionalPage(id: id, name: hard, version: 2, scope: .structure, people: []), .manager
            ),
            ("remove", RemoveProfessionalPage(id: id, name: hard, version: 2), .manager),
            (
                "usage",
                UsagePage(
                    structureName: "CCAS",
                    usage: StructureUsage(
                        professionals: 3, affiliated: MaskedCount(412), safesInUse: MaskedCount(3),
                        documents: MaskedCount(2210, of: 96), signIns: MaskedCount(12, of: 3))), .manager
            ),
            (
                "people",
                PeoplePage(
                    people: [.init(id: id, name: hard), .init(id: id, name: "Li")], matching: 62,
                    total: 80, paging: Paging(page: 2, count: 3), find: "a&b", done: .ended, invitations: 2), .professional
            ),
            (
                "people-unused",
                PeoplePage(
                    people: [.init(id: id, name: hard, standing: .willBeDisabled(now)), .init(id: id, name: "Li")],
                    matching: 2,
                    total: 2,
                    unused: [
                        .init(id: id, name: hard, standing: .disabled(deletedFrom: now)),
                        .init(id: id, name: "Li", standing: .disabled(deletedFrom: nil)),
                    ], unusedCount: 12), .professional
            ),
            ("people-none", PeoplePage(people: [], matching: 0, total: 0), .professional),
            ("people-not-found", PeoplePage(people: [], matching: 0, total: 9, find: "zz"), .professional),
            ("affiliate", AffiliatePage(choices: choices, isAsked: true), .professional),
            ("end-follow-up", EndFollowUpPage(id: id, name: hard), .professional),
            (
                "summary",
                SummaryPage(
                    id: id, name: hard, loginName: "amal47", address: "https://coffre.example", personLanguage: theirs,
                    ties: [tie], isNew: true), .professional
            ),
        ]
        pages.append(
            (
                "invitation-made",
                InvitationMadePage(
                    name: hard, loginName: "amal47", code: SecretText("123456"), endsAt: now, role: .manager), .manager
            ))
        pages += acts(hard)
        let pending = PendingInvitation(
            name: PersonName(account: AccountID(), firstName: "أمل <b>", lastName: "Li"), inviter: nil, since: now,
            until: now, isDead: true, channels: [.sms, .email])
        var waiting = pendingMember(member)
        waiting.invitation = PendingInvitationView(pending)
        pages.append(("invitations", InvitationsPage(invitations: [PendingInvitationView(pending, hard)]), .professional))
        pages.append(("invitations-none", InvitationsPage(isCancelled: true), .professional))
        pages.append(("team-member-invited", waiting, .manager))
        for step in InvitationPage.Step.allCases {
            let person = InvitedPerson(
                firstName: "A", loginName: "amal47", structureName: hard, language: "ar", role: .beneficiary)
            let page = InvitationPage(
                token: "0f", step: step, code: "123456", person: person, sheet: sheet, mandate: sheet,
                accepted: AcceptedInvitation(
                    mandate: SignedMandate(acts: [.deposit], text: ShownText(version: "1", language: "ar")),
                    information: ShownText(version: "1", language: "ar")), minimumLength: 12,
                failure: VaultFailure(.linkRefused), differs: true)
            pages.append(("invitation-\(step.rawValue)", page, .professional))
        }
        for step in OpeningForm.Step.allCases {
            var form = OpeningForm()
            form.firstName = hard
            form.identifier = "amal47"
            form.recovery = .card
            let page = OpeningPage(
                form: form, step: step, structures: choices, languages: reading, personLanguage: theirs,
                isProbablyKnown: true, minimumLength: 12, sheet: sheet,
                failure: VaultFailure(.passwordTooWeak, ["minimum": "12"]),
                differs: true, pinDiffers: true)
            pages.append(("opening-\(step.rawValue)", page, .professional))
            guard step == .known else { continue }
            var twice = page
            twice.openedAs = "amal47"
            pages.append(("opening-twice", twice, .professional))
        }
        let card = RecoveryCardSheet(
            words: CardWords.words(for: Array(10..<20), language: "ar").map { SecretText($0) },
            codeText: SecretText("x"), code: try QRCode("x"), madeAt: now)
        let opened = SummaryPage(
            id: id, name: hard, loginName: "amal47", address: "https://coffre.example", personLanguage: theirs, ties: [tie],
            isNew: true, card: card)
        pages.append(("summary-card", opened, .professional))
        return pages
    }

    private func acts(_ hard: String) -> [(name: String, page: any Page, role: Role)] {
        func act(
            _ kind: AuditEvent.Kind?, _ person: StaffAct.Concerned, _ result: AuditEvent.Result = .ok
        ) -> StaffAct {
            StaffAct(sequence: 1, moment: now, kind: kind, result: result, structureName: hard, person: person)
        }
        let acts = [
            act(.documentViewed, .named(hard)), act(.affiliationAsked, .someone), act(.accessDenied, .nobody, .refused),
            act(nil, .nobody, .failed),
        ]
        let member = ActsPage.Member(id: String(repeating: "0f", count: 16), name: hard, structureName: hard)
        return [
            ("acts", ActsPage(acts: acts, paging: Paging(page: 2, count: 3)), .professional),
            ("acts-of-manager", ActsPage(acts: acts), .manager),
            ("acts-none", ActsPage(acts: []), .professional),
            ("acts-of-member", ActsPage(acts: acts, paging: Paging(page: 1, count: 2), member: member), .manager),
        ]
    }

    private func pendingMember(_ member: TeamMemberView) -> TeamMemberPage {
        var invited = member
        invited.standing = .invited
        return TeamMemberPage(member: invited, version: 1, history: [])
    }
}
