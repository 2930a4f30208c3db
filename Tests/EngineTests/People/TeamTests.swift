import GRDB
import Testing
import TestSupport

@testable import Engine

struct TeamTests {
    private func team(_ body: (TemporaryVault, StructureID, TestStaff, TestStaff) async throws -> Void) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            let manager = try await box.manager(of: structure)
            try await body(box, structure, manager, try await box.professional(of: structure, by: manager))
        }
    }

    @Test func `a manager adds a professional whose first password is temporary, and who holds no safe`() async throws {
        try await team { box, structure, manager, _ in
            var new = NewStaff(loginName: "zoe", firstName: "Z", lastName: "O'Brien")
            new.jobTitle = " Éducatrice "
            let added = try await box.vault.addProfessional(new, to: structure, by: manager.person)
            let opened = try await box.signIn("zoe", try #require(added.temporaryPassword?.reveal()))
            #expect(opened.session.mustChangePassword)
            #expect(opened.session.person.role == .professional)
            #expect(opened.session.person.safe == nil)
            let members = try await box.vault.team(of: structure, by: manager.person).members
            #expect(members.map(\.name.full).contains("Z O'Brien"))
            #expect(members.map(\.jobTitle).contains("Éducatrice"))
            await #expect(throws: VaultFailure(.loginNameTaken)) {
                _ = try await box.vault.addProfessional(new, to: structure, by: manager.person)
            }
        }
    }

    @Test func `a manager of another structure finds nothing at a right id`() async throws {
        try await team { box, structure, _, professional in
            let other = try await box.structure("Autre")
            let stranger = try await box.manager("stranger", of: other).person
            let vault = box.vault
            let id = professional.habilitation
            for id in [id, HabilitationID()] {
                await #expect(throws: VaultFailure(.notFound)) { _ = try await vault.teamMember(id, by: stranger) }
                await #expect(throws: VaultFailure(.notFound)) {
                    try await vault.limitProfessional(id, to: [], version: 1, by: stranger)
                }
                await #expect(throws: VaultFailure(.notFound)) {
                    try await vault.suspendProfessional(id, version: 1, by: stranger)
                }
                await #expect(throws: VaultFailure(.notFound)) {
                    try await vault.removeProfessional(id, version: 1, by: stranger)
                }
            }
            for structure in [structure, StructureID()] {
                await #expect(throws: VaultFailure(.notFound)) { _ = try await vault.team(of: structure, by: stranger) }
                await #expect(throws: VaultFailure(.notFound)) { _ = try await vault.usage(of: structure, by: stranger) }
                await #expect(throws: VaultFailure(.notFound)) {
                    _ = try await vault.addProfessional(
                        NewStaff(loginName: "x.y", firstName: "X", lastName: "Y"), to: structure, by: stranger)
                }
                await #expect(throws: VaultFailure(.notFound)) {
                    _ = try await vault.affiliatedPeople(of: structure, PeopleSearch(limit: 9), by: stranger)
                }
            }
        }
    }

    @Test func `a manager's own habilitation is not a professional's to change`() async throws {
        try await team { box, _, manager, _ in
            await #expect(throws: VaultFailure(.notFound)) {
                try await box.vault.removeProfessional(manager.habilitation, version: 1, by: manager.person)
            }
        }
    }

    @Test func `limiting leaves the named people only, and ends the session`() async throws {
        try await team { box, structure, manager, professional in
            let (awa, bo) = (try await box.beneficiary("awa"), try await box.beneficiary("bob"))
            for person in [awa, bo] { try await box.affiliate(person, with: structure, by: professional) }
            #expect(try await box.vault.followed(by: professional.person).total == 2)
            try await box.vault.limitProfessional(
                professional.habilitation, to: [awa.account.id], version: 1, by: manager.person)
            #expect(try await box.vault.session(token: professional.token, source: TemporaryVault.source) == nil)
            let again = try await box.signIn("pia").session.person
            #expect(try await box.vault.followed(by: again).people.map(\.account) == [awa.account.id])
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.personFile(bo.account.id, by: again) }
            try await box.vault.limitProfessional(professional.habilitation, to: nil, version: 2, by: manager.person)
            #expect(try await box.vault.followed(by: box.signIn("pia").session.person).total == 2)
        }
    }

    @Test func `only people of the structure can be named`() async throws {
        try await team { box, _, manager, professional in
            let stranger = try await box.beneficiary("awa")
            for id in [stranger.account.id, AccountID()] {
                await #expect(throws: VaultFailure(.notFound)) {
                    try await box.vault.limitProfessional(
                        professional.habilitation, to: [id], version: 1, by: manager.person)
                }
            }
        }
    }

    @Test func `of two managers who change one person at once the second is told`() async throws {
        try await team { box, structure, manager, professional in
            let second = try await box.manager("second", of: structure)
            try await box.vault.suspendProfessional(professional.habilitation, version: 1, by: manager.person)
            await #expect(throws: VaultFailure(.changedMeanwhile)) {
                try await box.vault.limitProfessional(professional.habilitation, to: [], version: 1, by: second.person)
            }
            await #expect(throws: VaultFailure(.changedMeanwhile)) {
                try await box.vault.suspendProfessional(professional.habilitation, version: 2, by: second.person)
            }
            let file = try await box.vault.teamMember(professional.habilitation, by: second.person)
            #expect(file.member.habilitation.scope == .structure)
            #expect(file.member.habilitation.version == 2)
        }
    }

    @Test func `a habilitation that has ended cannot be limited`() async throws {
        try await team { box, _, manager, professional in
            try await box.vault.removeProfessional(professional.habilitation, version: 1, by: manager.person)
            for people in [nil, []] as [Set<AccountID>?] {
                await #expect(throws: VaultFailure(.changedMeanwhile)) {
                    try await box.vault.limitProfessional(
                        professional.habilitation, to: people, version: 2, by: manager.person)
                }
            }
            let file = try await box.vault.teamMember(professional.habilitation, by: manager.person)
            #expect(file.history.map(\.kind) == [.habilitationGranted, .habilitationEnded])
        }
    }

    @Test func `a suspended professional sees nothing until the rights are given back`() async throws {
        try await team { box, structure, manager, professional in
            let awa = try await box.beneficiary()
            try await box.affiliate(awa, with: structure, by: professional)
            try await box.vault.suspendProfessional(professional.habilitation, version: 1, by: manager.person)
            #expect(try await box.vault.session(token: professional.token, source: TemporaryVault.source) == nil)
            let again = try await box.signIn("pia").session.person
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: again) }
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.personFile(awa.account.id, by: again) }
            try await box.vault.resumeProfessional(professional.habilitation, version: 2, by: manager.person)
            #expect(try await box.vault.followed(by: box.signIn("pia").session.person).total == 1)
        }
    }

    @Test func `a removed professional is out, and the history says who did what`() async throws {
        try await team { box, _, manager, professional in
            try await box.vault.limitProfessional(professional.habilitation, to: [], version: 1, by: manager.person)
            try await box.vault.removeProfessional(professional.habilitation, version: 2, by: manager.person)
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            let file = try await box.vault.teamMember(professional.habilitation, by: manager.person)
            #expect(file.member.habilitation.state == .ended)
            #expect(file.member.accountState == "disabled")
            #expect(file.history.map(\.kind) == [.habilitationGranted, .habilitationLimited, .habilitationEnded])
            #expect(file.history.map(\.scope) == [.structure, .assigned, nil])
            guard case .person(let name) = file.history[2].doer else { return #expect(Bool(false)) }
            #expect(name?.account == manager.account.id)
        }
    }

    @Test func `a manager sees names of people, and no safe`() async throws {
        try await team { box, structure, manager, professional in
            let awa = try await box.beneficiary()
            try await box.affiliate(awa, with: structure, by: professional)
            let names = try await box.vault.affiliatedPeople(
                of: structure, PeopleSearch("dial", limit: 5), by: manager.person)
            #expect(names.found.map(\.full) == ["Awa Diallo"])
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: manager.person) }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.personFile(awa.account.id, by: manager.person)
            }
            await #expect(throws: VaultFailure(.notFound)) {
                _ = try await box.vault.safeOverview(by: manager.actor, safe: awa.safe)
            }
        }
    }

    @Test func `whoever is ticked is found whatever is searched, and takes nobody's place`() async throws {
        try await team { box, structure, manager, professional in
            var people: [TestPerson] = []
            for number in 0..<4 {
                let person = try await box.beneficiary("awa\(number)")
                try await box.affiliate(person, with: structure, by: professional)
                people.append(person)
            }
            let ticked = Set(people.prefix(2).map(\.account.id))
            let stranger = try await box.beneficiary("stranger").account.id
            func search(_ words: String, _ limit: Int) async throws -> AffiliatedPeople {
                try await box.vault.affiliatedPeople(
                    of: structure, PeopleSearch(words, named: ticked.union([stranger]), limit: limit), by: manager.person)
            }
            let none = try await search("nobody", 9)
            #expect(Set(none.named.map(\.account)) == ticked && none.found.isEmpty)
            let all = try await search("diallo", 9)
            #expect(Set(all.named.map(\.account)) == ticked)
            #expect(Set(all.found.map(\.account)) == Set(people.dropFirst(2).map(\.account.id)))
            #expect(try await search("", 1).found.count == 1)
        }
    }

    @Test func `figures below five are not told`() async throws {
        try await team { box, structure, manager, professional in
            for number in 0..<5 {
                let usage = try await box.vault.usage(of: structure, by: manager.person)
                #expect(usage.affiliated == .few && usage.documents == .few)
                let person = try await box.beneficiary("awa\(number)")
                try await box.affiliate(person, with: structure, by: professional)
            }
            let usage = try await box.vault.usage(of: structure, by: manager.person)
            #expect(usage.affiliated == .exactly(5))
            #expect(usage.signIns == .exactly(5))
            #expect(usage.safesInUse == .few)
            #expect(usage.professionals == 1)
        }
    }

    @Test func `many papers or sign-ins of fewer than five people are not told either`() async throws {
        try await team { box, structure, manager, professional in
            for number in 0..<5 {
                let person = try await box.beneficiary("awa\(number)")
                try await box.affiliate(person, with: structure, by: professional)
                try await box.vault.catalog.write { database in
                    try database.execute(
                        sql: "UPDATE audit_event SET kind = 'passwordChanged' WHERE owner = ? AND kind = 'signedIn'",
                        arguments: [person.account.id.blob])
                }
                guard number == 0 else { continue }
                for _ in 0..<6 { _ = try await box.signIn("awa0") }
                try await Self.fill(person.safe, with: 7, in: box)
            }
            let usage = try await box.vault.usage(of: structure, by: manager.person)
            #expect(usage.affiliated == .exactly(5))
            #expect(usage.safesInUse == .few)
            #expect(usage.documents == .few, "seven papers of one person are that person's")
            #expect(usage.signIns == .few, "six sign-ins of one person are that person's")
            for number in 1..<5 {
                _ = try await box.signIn("awa\(number)")
                let safe = try #require(try await box.signIn("awa\(number)").session.person.safe)
                try await Self.fill(safe, with: 1, in: box)
            }
            let all = try await box.vault.usage(of: structure, by: manager.person)
            #expect(all.safesInUse == .exactly(5))
            #expect(all.documents == .exactly(11))
            #expect(all.signIns == .exactly(14))
        }
    }

    /// Rows of documents, without files: what is counted.
    private static func fill(_ safe: SafeID, with count: Int, in box: TemporaryVault) async throws {
        try await box.vault.catalog.write { database in
            for _ in 0..<count {
                try database.execute(
                    sql: """
                        INSERT INTO document (id, safe, title, file_name, digest, media_type, size, wrapped_key, commitment,
                            visibility, depositor, depositor_role, channel, deposited_at)
                        VALUES (?, ?, x'00', x'00', x'00', 'text/plain', 1, x'00', zeroblob(32), 'private', x'00',
                            'beneficiary', 'web', 0)
                        """,
                    arguments: [DocumentID().blob, safe.blob])
            }
        }
    }

    @Test func `an account is suspended with a reason, for a time, and let in again`() async throws {
        try await team { box, structure, _, professional in
            try await box.vault.suspendAccount(
                "PIA", reason: "signalement", until: CalendarDay("2026-12-01"), by: TemporaryVault.staff)
            #expect(try await box.vault.session(token: professional.token, source: TemporaryVault.source) == nil)
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: professional.person) }
            try await box.vault.endWhatIsOver()
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            box.clock.advance(by: .days(30))
            try await box.vault.endWhatIsOver()
            _ = try await box.signIn("pia")
            let awa = try await box.beneficiary()
            try await box.vault.suspendAccount(awa.account.id.text, reason: "x", by: TemporaryVault.staff)
            try await box.vault.enableAccount("awa", reason: "cleared", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.accountStateUnfit)) {
                try await box.vault.enableAccount("awa", reason: "cleared", by: TemporaryVault.staff)
            }
            for name in ["nobody", AccountID().text] {
                await #expect(throws: VaultFailure(.notFound)) {
                    try await box.vault.enableAccount(name, reason: "cleared", by: TemporaryVault.staff)
                }
            }
            await #expect(throws: VaultFailure(.fieldUnusable)) {
                try await box.vault.suspendAccount("awa", reason: " ", by: TemporaryVault.staff)
            }
        }
    }

    @Test func `whoever is suspended is told on every channel, with the reason`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            try await box.vault.suspendAccount("awa", reason: "signalement", by: TemporaryVault.staff)
            let told = try await box.messages().filter { $0.purpose == "accountSuspended" }
            #expect(Set(told.map(\.channel)) == ["email", "sms"] && told.count == 2)
            #expect(told.allSatisfy { $0.account == awa.account.id && $0.values[.detail] == "signalement" })
        }
    }

    @Test func `who is suspended until a day is told which, and told again when it is over`() async throws {
        try await TemporaryVault.withMessages { box in
            let awa = try await box.reachable()
            let day = try #require(CalendarDay("2026-12-01"))
            try await box.vault.suspendAccount("awa", reason: "signalement", until: day, by: TemporaryVault.staff)
            let told = try await box.messages().filter { $0.purpose == "accountSuspendedUntil" }
            let end = try day.end(in: box.vault.settings.backups.zone)
            #expect(told.count == 2)
            #expect(told.allSatisfy { $0.account == awa.account.id && $0.values[.moment] == NoticeValue.text(end) })
            box.clock.advance(by: .days(30))
            try await box.vault.endWhatIsOver()
            let over = try await box.messages().filter { $0.purpose == "suspensionOver" }
            #expect(over.count == 2 && over.allSatisfy { $0.account == awa.account.id })
        }
    }

    @Test func `what stands in the way of suspending or enabling is said, with the way out`() async throws {
        try await team { box, structure, manager, professional in
            func reason(_ act: () async throws -> Void) async throws -> String {
                let failure = await #expect(throws: VaultFailure.self) { try await act() }
                #expect(failure?.code == .accountStateUnfit && failure?.kind == .conflict)
                return failure?.sentence ?? ""
            }
            func enable() async throws {
                try await box.vault.enableAccount("pia", reason: "cleared", by: TemporaryVault.staff)
            }
            #expect(try await reason(enable).contains("open already"))
            try await box.vault.suspendProfessional(professional.habilitation, version: 1, by: manager.person)
            #expect(try await reason(enable).contains("manager there ends that"))
            let again = await #expect(throws: VaultFailure(.alreadyHabilitated)) {
                _ = try await box.vault.habilitate("pia", for: structure, reason: "x", by: TemporaryVault.staff)
            }
            #expect(again?.sentence.contains("suspended by it") == true)
            try await box.vault.removeProfessional(professional.habilitation, version: 2, by: manager.person)
            #expect(try await reason(enable).contains("vaultctl user habilitate"))
            #expect(
                try await reason {
                    try await box.vault.suspendAccount("pia", reason: "x", by: TemporaryVault.staff)
                }.contains("is disabled"))
        }
    }

    @Test func `who is suspended stays so, although the last structure goes and another comes`() async throws {
        try await team { box, structure, manager, professional in
            let other = try await box.structure("Autre")
            try await box.vault.suspendAccount("pia", reason: "signalement", by: TemporaryVault.staff)
            try await box.vault.removeProfessional(professional.habilitation, version: 1, by: manager.person)
            _ = try await box.vault.habilitate("pia", for: other, reason: "asked by the manager", by: TemporaryVault.staff)
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            try await box.vault.enableAccount("pia", reason: "cleared", by: TemporaryVault.staff)
            _ = try await box.signIn("pia")
        }
    }

    @Test func `a suspension that is over does not come back with another structure`() async throws {
        try await team { box, structure, manager, professional in
            let other = try await box.structure("Autre")
            try await box.vault.suspendAccount(
                "pia", reason: "signalement", until: CalendarDay("2026-12-01"), by: TemporaryVault.staff)
            try await box.vault.removeProfessional(professional.habilitation, version: 1, by: manager.person)
            box.clock.advance(by: .days(30))
            try await box.vault.endWhatIsOver()
            await #expect(throws: VaultFailure(.signInRefused)) { _ = try await box.signIn("pia") }
            _ = try await box.vault.habilitate("pia", for: other, reason: "asked by the manager", by: TemporaryVault.staff)
            _ = try await box.signIn("pia")
        }
    }
}
