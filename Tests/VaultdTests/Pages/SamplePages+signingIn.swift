@testable import Engine
@testable import vaultd

extension SamplePages {
    /// The pages of signing in, second factors, cards and ways back in.
    func signingIn() throws -> [(name: String, page: any Page, signedIn: Bool)] {
        let choice = SecondStepChoice(kinds: SecondFactorKind.allCases, sentBy: .sms, sendsLeft: 2, mayTrust: true)
        let unsent = SecondStepChoice(kinds: [.email], sentBy: nil, sendsLeft: 3, mayTrust: false)
        let off = SecondStepChoice(kinds: [], sentBy: .sms, sendsLeft: 3, mayTrust: false)
        let nothing = SecondStepPage(off, asked: "sms", returnTo: nil)
        let code = try QRCode("otpauth://totp/Coffre:awa?secret=ABCDEFGH")
        let overview = SecondFactorOverview(
            factors: [
                SecondFactorSummary(kind: .totp, since: now, lastUsedAt: now),
                SecondFactorSummary(kind: .printed, since: now, lastUsedAt: nil),
            ],
            printedLeft: 9, canSMS: true, canEmail: true, use: .required)
        let none = SecondFactorOverview(factors: [], printedLeft: 0, canSMS: true, canEmail: true, use: .required)
        let words = CardWords.words(for: Array(10..<20), language: "fr").map { SecretText($0) }
        let id = String(repeating: "0f", count: 16)
        let phone = BrowserKind(program: .firefox, system: .android)
        let phoneNumber = OwnContact(
            channel: .sms, address: "+33611223344", canBeProven: true, isSecondFactor: true, isLost: true, restsUntil: now)
        let address = OwnContact(
            channel: .email, address: nil, canBeProven: false, isSecondFactor: false, isLost: false, restsUntil: nil)
        let reference = DeviceReference(digest: [UInt8](repeating: 1, count: 32))
        return [
            ("second-step", SecondStepPage(choice, asked: "totp", returnTo: "/journal"), false),
            (
                "second-step-sms",
                SecondStepPage(choice, asked: "sms", returnTo: nil, failure: VaultFailure(.secondFactorRefused)), false
            ),
            ("second-step-unsent", SecondStepPage(unsent, asked: nil, returnTo: nil), false),
            ("lost", LostPage(canEmail: true, canSMS: true, hasQuestions: true, isWaiting: true), false),
            ("lost-email", LostMessagePage(kind: .email), false),
            ("lost-sms", LostMessagePage(kind: .sms, failure: VaultFailure(.codesUsedUp)), false),
            ("lost-sent", LostSentPage(), false),
            ("lost-code", LostCodePage(failure: VaultFailure(.resetUnusable)), false),
            ("lost-link", LostLinkPage(action: "/lost/link/\(id)"), false),
            ("lost-card", LostCardPage(typed: "abeille <b>", failure: VaultFailure(.cardRefused)), false),
            ("lost-helped", LostHelpedPage(failure: VaultFailure.resting(.resetNotYet, for: .minutes(40))), false),
            ("lost-password", LostPasswordPage(minimumLength: 12, differs: true), false),
            ("lost-password-card", LostPasswordPage(minimumLength: 12, loss: .offered), false),
            ("lost-password-later", LostPasswordPage(minimumLength: 12, loss: .later(now)), false),
            ("lost-password-helped", LostPasswordPage(minimumLength: 12, loss: .agreed, losesFactors: true), false),
            ("lost-done", LostDonePage(identifier: "awa"), false),
            ("lost-done-loss", LostDonePage(identifier: "awa", losesFactors: true), false),
            ("lost-question", LostQuestionPage(failure: VaultFailure(.codesUsedUp)), false),
            ("lost-wait", LostWaitPage(), false),
            ("question", QuestionPage(hasQuestion: true, done: .questionSet, failure: VaultFailure(.fieldUnusable)), true),
            ("stop-reset", StopResetPage(action: "/security/stop-reset"), true),
            ("stopped-reset", StopResetPage(isStopped: true), false),
            ("security", SecurityPage(hasFactors: false, showsFactors: true, hasCard: false, canStopReset: true), true),
            ("security-on", SecurityPage(hasFactors: true, showsFactors: true, hasCard: true, canStopReset: false), true),
            (
                "security-news",
                SecurityPage(hasFactors: true, showsFactors: true, hasCard: true, canStopReset: false, wantsNews: false),
                true
            ),
            (
                "contacts",
                ContactsPage(
                    contacts: OwnContacts(phone: phoneNumber, email: address, isResting: false), done: .contactChanged), true
            ),
            (
                "contacts-resting",
                ContactsPage(
                    contacts: OwnContacts(phone: phoneNumber, email: address, isResting: true),
                    failure: VaultFailure(.fieldUnusable)), true
            ),
            ("contact-code", ContactCodePage(failure: VaultFailure(.secondFactorRefused)), true),
            ("remove-contact", RemoveContactPage(channel: .sms, failure: VaultFailure(.secondFactorNeeded)), true),
            (
                "factor-proof",
                FactorProofPage(
                    step: SecondStepPage(choice, asked: "sms", returnTo: "/security/contacts"), role: .beneficiary,
                    hasCard: true), true
            ),
            ("factor-proof-no-card", FactorProofPage(step: nothing, role: .beneficiary), true),
            ("factor-proof-professional", FactorProofPage(step: nothing, role: .professional), true),
            ("factor-proof-manager", FactorProofPage(step: nothing, role: .manager), true),
            ("confirm", ConfirmPage(returnTo: "/security", failure: VaultFailure(.signInRefused)), true),
            ("factors", FactorsPage(overview: overview, done: .factorAdded), true),
            ("factors-required", FactorsPage(overview: none, isRequiredNow: true), true),
            (
                "factor-app",
                FactorAppPage(
                    setup: TOTPSetup(secret: SecretText("ABCD EFGH"), link: SecretText("otpauth://totp/x"), code: code)),
                true
            ),
            ("factor-app-refused", FactorAppPage(failure: VaultFailure(.secondFactorRefused)), true),
            ("factor-sent", FactorSentPage(kind: .sms), true),
            ("printed-codes", PrintedCodesPage(codes: (0..<10).map { _ in SecretText("ABCD EFGH IJKL MNOP") }), true),
            ("remove-factor", RemoveFactorPage(kind: .totp), true),
            ("card", CardPage(madeAt: now, differs: true, isEnded: true, failure: VaultFailure(.pinUnusable)), true),
            ("card-none", CardPage(), true),
            ("card-alone", CardPage(madeAt: now, restsUntil: now, isWithoutKey: true, newRestsUntil: now), true),
            (
                "card-sheet-alone",
                CardSheetPage(
                    sheet: RecoveryCardSheet(words: words, codeText: SecretText("x"), code: code, madeAt: now),
                    restsUntil: now), true
            ),
            (
                "card-sheet",
                CardSheetPage(
                    sheet: RecoveryCardSheet(words: words, codeText: SecretText("x"), code: code, madeAt: now)), true
            ),
            (
                "devices",
                DevicesPage(
                    sessions: [
                        SessionSummary(id: id, mode: .ordinary, browser: phone, beganAt: now, lastSeenAt: now, isThis: true),
                        SessionSummary(
                            id: id, mode: .publicComputer, browser: nil, beganAt: now, lastSeenAt: now, isThis: false),
                    ],
                    devices: [
                        DeviceSummary(reference: reference, browser: phone, lastUsedAt: now, trustedUntil: now),
                        DeviceSummary(
                            reference: reference, browser: BrowserKind(program: .other, system: .windows), lastUsedAt: now,
                            trustedUntil: nil),
                    ], done: .deviceEnded), true
            ),
            ("assisted", AssistedResetPage(id: id, name: "Awa <b>", stage: .none), true),
            ("assisted-factor", AssistedResetPage(id: id, name: "Awa <b>", stage: .none, hasFactor: true), true),
            ("assisted-used-up", AssistedResetPage(id: id, name: "Awa", stage: .usedUp), true),
            ("assisted-waits", AssistedResetPage(id: id, name: "Awa", stage: .waitsForSecond(until: now)), true),
            (
                "assisted-confirm",
                AssistedResetPage(id: id, name: "Awa", stage: .waitsForYou(until: now, losesFactors: false)), true
            ),
            (
                "assisted-loss", AssistedResetPage(id: id, name: "Awa", stage: .waitsForYou(until: now, losesFactors: true)),
                true
            ),
            (
                "assisted-code",
                AssistedResetPage(
                    id: id, name: "Awa", stage: .confirmed(opensAt: now, endsAt: now),
                    code: AssistedResetCode(code: SecretText("12345678"), opensAt: now)), true
            ),
            (
                "assisted-confirmed", AssistedResetPage(id: id, name: "Awa", stage: .confirmed(opensAt: now, endsAt: now)),
                true
            ),
        ]
    }
}
