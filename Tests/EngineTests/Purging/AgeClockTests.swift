import Foundation
import TestSupport
import Testing

@testable import Engine

/// RET-06 beyond the purge: what ends or destroys something for its age asks the clock.
@Suite struct AgeClockTests {
    private static func jump(_ box: TemporaryVault, _ duration: Duration) { box.clock.set(box.clock.now() + duration) }

    @Test func `a clock that jumped ends no convention, and with the right one everybody goes on`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure { $0.until = CalendarDay("2026-12-31") }
            _ = try await box.professional(of: structure)
            Self.jump(box, .days(400))
            try await box.vault.endWhatIsOver()
            Self.jump(box, .days(-400))
            #expect(try await box.vault.structure(structure, by: TemporaryVault.staff).summary.state == "active")
            let pia = try await box.signIn("pia").session.person
            #expect(try await box.vault.memberships(of: pia).map(\.structure) == [structure])
            box.clock.advance(by: .days(60))
            try await box.vault.endWhatIsOver()
            #expect(try await box.vault.structure(structure, by: TemporaryVault.staff).summary.state == "ended")
        }
    }

    @Test func `a clock that jumped lets no suspended account in and deletes no invited one`() async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.sms.gateway = "spool" }) { box in
            let structure = try await box.structure()
            let professional = try await box.professional(of: structure)
            var person = NewBeneficiary(loginName: "", firstName: "Awa", lastName: "Diallo")
            person.phone = "06 94 83 72 61"
            _ = try await box.vault.invite(
                person, to: structure, linkBase: "https://coffre.example/invitation/", actor: professional.person)
            try await box.vault.suspendAccount(
                "pia", reason: "signalement", until: CalendarDay("2026-12-01"), by: TemporaryVault.staff)
            let states = { try await box.vault.accounts(by: TemporaryVault.staff).map { "\($0.role) \($0.state)" }.sorted() }
            let before = try await states()
            Self.jump(box, .days(400))
            try await box.vault.endWhatIsOver()
            #expect(try await states() == before)
            Self.jump(box, .days(-400))
            box.clock.advance(by: .days(30))
            try await box.vault.endWhatIsOver()
            #expect(try await states() != before)
        }
    }

    @Test func `a clock that jumped takes no alert away`() async throws {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.supervision.namesPerSource = 4 }) { box in
            let vault = box.vault
            for number in 0..<5 {
                try await vault.change {
                    try vault.supervision.failed(
                        LoginName(typed: "name\(number)"), from: RequestSource(address: "198.51.100.9"), account: nil,
                        startsPause: false, in: $0)
                }
            }
            Self.jump(box, .days(400))
            try await vault.sweepSupervision()
            #expect(try await vault.alerts(by: TemporaryVault.staff).count == 1)
            Self.jump(box, .days(-400))
            box.clock.advance(by: .days(366))
            try await vault.sweepSupervision()
            #expect(try await vault.alerts(by: TemporaryVault.staff).isEmpty)
        }
    }

    @Test func `under a clock that jumped news are sent late rather than not, and codes are given up`() async throws {
        try await OwnFolder.with { folder in
            try await TemporaryVault.with(
                .withoutScanner,
                adjust: { settings in
                    settings.sms.gateway = "spool"
                    settings.sms.spool = folder.path
                }
            ) { box in
                let vault = box.vault
                let ids = try await vault.change { database in
                    try [NoticePurpose.deletionPlanned, .signInCode].map { purpose in
                        let values: [NoticeValue: String] =
                            purpose.isSecret ? [.code: "493218", .minutes: "5"] : [.moment: "2026-12-01"]
                        let notice = Notice(purpose, by: .sms, to: "+33611223344", language: "fr", values: values)
                        return try vault.outbox.enqueue(notice, in: database)
                    }
                }
                Self.jump(box, .days(400))
                try await NoticeDelivery(vault, renderer: PlainWords()).sendDue(until: nil)
                let states = try await ids.asyncMap { try await vault.notice($0, by: TemporaryVault.staff).state }
                #expect(states == [.sent, .expired])
                // What was done is still in the list, also after the next start.
                Self.jump(box, .days(40))
                try await NoticeDelivery(vault, renderer: PlainWords()).takeUp()
                #expect(try await vault.notices(by: TemporaryVault.staff).count == 2)
            }
        }
    }
}
