import GRDB
import Testing
import TestSupport

@testable import Engine

struct FollowedPeopleTests {
    private func people(
        _ names: [(String, String)], _ body: (TemporaryVault, StructureID, SignedInPerson) async throws -> Void
    ) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let structure = try await box.structure()
            for (number, name) in names.enumerated() {
                var new = NewBeneficiary(loginName: "person\(number)", firstName: name.0, lastName: name.1)
                new.structure = structure
                _ = try await box.vault.addBeneficiary(new, by: TemporaryVault.staff)
            }
            try await body(box, structure, try await box.professional(of: structure).person)
        }
    }

    @Test func `people are found by any part of a name, without case, accents and apostrophes`() async throws {
        try await people([("Élodie", "N’Diaye"), ("أمل", "حدّاد"), ("O", "Li"), ("Noé", "Élan")]) { box, _, pia in
            let all = ["Noé Élan", "O Li", "Élodie N’Diaye", "أمل حدّاد"]
            let wanted: [(words: String, names: [String])] = [
                ("", all), ("DIAY", ["Élodie N’Diaye"]), ("elo diaye", ["Élodie N’Diaye"]),
                ("el", ["Noé Élan", "Élodie N’Diaye"]), ("حداد", ["أمل حدّاد"]), ("li o", ["O Li"]), ("zz", []), ("%", all),
            ]
            for (words, names) in wanted {
                let found = try await box.vault.followed(by: pia, matching: words).people.map(\.full)
                #expect(found == names, "\(words)")
            }
        }
    }

    @Test func `long lists come in pages`() async throws {
        try await people((0..<65).map { ("A", "Nom\($0 + 100)") }) { box, _, pia in
            let first = try await box.vault.followed(by: pia)
            #expect(first.people.count == 30 && first.pageCount == 3 && first.total == 65)
            let last = try await box.vault.followed(by: pia, page: 99)
            #expect(last.page == 3 && last.people.map(\.lastName) == ["Nom160", "Nom161", "Nom162", "Nom163", "Nom164"])
            #expect(try await box.vault.followed(by: pia, matching: "nom16", page: 1).matching == 5)
        }
    }

    @Test func `a name that was changed is shown at once`() async throws {
        try await people([("Awa", "Diallo")]) { box, _, pia in
            let before = try #require(try await box.vault.followed(by: pia).people.first)
            let id = before.account
            try await box.vault.change { database in
                let sealed = try box.vault.keys.directory.seal(
                    text: "Traoré", at: AccountRecord.address("last_name", of: id))
                try database.execute(
                    sql: "UPDATE account SET last_name = ?, version = version + 1 WHERE id = ?",
                    arguments: [sealed.blob, id.blob])
            }
            #expect(try await box.vault.followed(by: pia).people.map(\.full) == ["Awa Traoré"])
        }
    }

    @Test func `people of other structures are not in the list`() async throws {
        try await people([("Awa", "Diallo")]) { box, _, _ in
            let other = try await box.professional("paul", of: box.structure("Autre")).person
            let list = try await box.vault.followed(by: other)
            #expect(list.total == 0 && list.people.isEmpty)
        }
    }

    @Test func `nobody but a professional has a list`() async throws {
        try await people([("Awa", "Diallo")]) { box, structure, _ in
            let awa = try await box.beneficiary().person
            let mona = try await box.manager("mona", of: structure).person
            for person in [awa, mona] {
                await #expect(throws: VaultFailure(.notFound)) { _ = try await box.vault.followed(by: person) }
            }
        }
    }
}

struct CalendarDayTests {
    @Test(arguments: ["2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "", "2026-01-01T00", "+026-01-01", "１９８０-01-01"])
    func `what is no day is no day`(text: String) { #expect(CalendarDay(text) == nil) }

    @Test func `a day begins at midnight of its zone and ends where the next begins`() throws {
        let day = try #require(CalendarDay("2026-10-25"))
        let hours = try day.end(in: "Europe/Paris").since(day.start(in: "Europe/Paris")).inSeconds / 3600
        #expect(hours == 25, "the day on which clocks go back")
        #expect(try day.start(in: "UTC").iso8601 == "2026-10-25T00:00:00Z")
    }
}
