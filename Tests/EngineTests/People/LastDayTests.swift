import TestSupport
import Testing

@testable import Engine

/// Until when a professional acts for a structure (ROL-09).
struct LastDayTests {
    private func house(_ body: (TemporaryVault, StructureID, TestStaff, TestStaff) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let house = try await box.structure()
            let manager = try await box.manager(of: house)
            try await body(box, house, manager, try await box.professional(of: house, by: manager))
        }
    }

    @Test func `after the last day an open session gives nothing, although nothing has been swept yet`() async throws {
        try await house { box, house, manager, pia in
            let awa = try await box.beneficiary("awa")
            try await box.affiliate(awa, with: house, by: pia)
            let day = try #require(CalendarDay("2026-12-01"))
            try await box.vault.setLastDay(pia.habilitation, to: day, version: 1, by: manager.person)
            #expect(try await box.vault.session(token: pia.token, source: TemporaryVault.source) == nil)
            let again = try await box.signIn("pia").session.person
            #expect(try await box.vault.followed(by: again).total == 1)
            box.clock.advance(by: .days(30))
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: again) }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.personFile(awa.account.id, by: again)
            }
            #expect(try await box.vault.memberships(of: again).isEmpty)
        }
    }

    @Test func `a habilitation that is over ends by itself, and the account with the last one`() async throws {
        try await house { box, house, manager, pia in
            let day = try #require(CalendarDay("2026-12-01"))
            try await box.vault.setLastDay(pia.habilitation, to: day, version: 1, by: manager.person)
            try await box.vault.endWhatIsOver()
            _ = try await box.signIn("pia")
            box.clock.advance(by: .days(30))
            try await box.vault.endWhatIsOver()
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            let chief = try await box.signIn("mona").session.person
            let file = try await box.vault.teamMember(pia.habilitation, by: chief)
            #expect(file.member.habilitation.state == .ended && file.member.accountState == "disabled")
            #expect(file.history.map(\.kind) == [.habilitationGranted, .habilitationDated, .habilitationEnded])
            #expect(file.history[1].until == (try day.end(in: box.settings.backups.zone)))
            #expect(file.history[2].doer == .service)
        }
    }

    @Test func `a last day can be said when somebody is added, and be taken away again`() async throws {
        try await house { box, house, manager, _ in
            var new = NewStaff(
                loginName: "zoe", firstName: "Zoé", lastName: "Bon", password: .chosen(SecretText(TemporaryVault.password)))
            new.lastDay = CalendarDay("2026-12-01")
            let zoe = try await box.vault.addProfessional(new, to: house, by: manager.person)
            let end = try #require(new.lastDay).end(in: box.settings.backups.zone)
            let file = try await box.vault.teamMember(zoe.habilitation, by: manager.person)
            #expect(file.member.habilitation.endsAt == end && file.history.map(\.until) == [end])
            try await box.vault.setLastDay(zoe.habilitation, to: nil, version: 1, by: manager.person)
            box.clock.advance(by: .days(30))
            try await box.vault.endWhatIsOver()
            let person = try await box.signIn("zoe").session.person
            #expect(try await box.vault.memberships(of: person).map(\.structure) == [house])
        }
    }

    @Test func `a day that is over, an old version and a right id of another structure are refused`() async throws {
        try await house { box, house, manager, pia in
            let day = try #require(CalendarDay("2026-12-31"))
            let past = try #require(CalendarDay("2020-01-01"))
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                try await box.vault.setLastDay(pia.habilitation, to: past, version: 1, by: manager.person)
            }
            var new = NewStaff(loginName: "zoe", firstName: "Zoé", lastName: "Bon")
            new.lastDay = past
            let late = new
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                _ = try await box.vault.addProfessional(late, to: house, by: manager.person)
            }
            let stranger = try await box.manager("stranger", of: try await box.structure("Autre"))
            for person in [stranger.person, pia.person] {
                await #expect(throws: VaultFailure(.notFound)) {
                    try await box.vault.setLastDay(pia.habilitation, to: day, version: 1, by: person)
                }
            }
            try await box.vault.setLastDay(pia.habilitation, to: day, version: 1, by: manager.person)
            await #expect(throws: VaultFailure(.changedMeanwhile)) {
                try await box.vault.setLastDay(pia.habilitation, to: nil, version: 1, by: manager.person)
            }
            try await box.vault.removeProfessional(pia.habilitation, version: 2, by: manager.person)
            await #expect(throws: VaultFailure(.changedMeanwhile)) {
                try await box.vault.setLastDay(pia.habilitation, to: nil, version: 3, by: manager.person)
            }
        }
    }
}
