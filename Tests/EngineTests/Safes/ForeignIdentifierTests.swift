import Testing
import TestSupport

@testable import Engine

/// What is somebody else's answers exactly like what does not exist.
struct ForeignIdentifierTests {
    enum Attempt: CaseIterable { case show, view, download, rename, delete, list, overview, deposit }

    @Test(arguments: Attempt.allCases)
    func `another holder's id and an unknown one get the same answer`(attempt: Attempt) async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary("awa")
            let bilal = try await box.beneficiary("bilal")
            let document = try await box.deposit(TestPaper.text(bytes: 100), by: awa)
            let foreign = await outcome(attempt, document.id, awa.safe, by: bilal, box)
            let missing = await outcome(attempt, DocumentID(), SafeID(), by: bilal, box)
            #expect(foreign == .notFound)
            #expect(missing == .notFound)
            #expect(try await box.content(of: document.id, by: awa).count == 100)
            #expect(try await box.vault.document(document.id, by: awa.actor).title == document.title)
            let told = try await box.vault.journal(of: awa.person, page: 1).entries.filter { $0.kind == .accessDenied }
            #expect(told.map(\.doer) == [.other(.beneficiary, name: nil)])
            #expect(try await box.vault.journal(of: bilal.person, page: 1).entries.allSatisfy { $0.kind != .accessDenied })
        }
    }

    private func outcome(
        _ attempt: Attempt, _ id: DocumentID, _ safe: SafeID, by person: TestPerson, _ box: TemporaryVault
    ) async -> FailureCode? {
        do {
            switch attempt {
            case .show: _ = try await box.vault.document(id, by: person.actor)
            case .view: _ = try await box.vault.openDocument(id, by: person.actor, for: .view)
            case .download: _ = try await box.vault.openDocument(id, by: person.actor, for: .download)
            case .rename: try await box.vault.renameDocument(id, to: "mine", by: person.actor)
            case .delete: _ = try await box.vault.deleteDocument(id, by: person.actor)
            case .list: _ = try await box.vault.documents(in: safe, by: person.actor)
            case .overview: _ = try await box.vault.safeOverview(by: person.actor, safe: safe)
            case .deposit: _ = try await box.vault.beginDeposit(in: safe, by: person.actor, expectedLength: 1)
            }
            return nil
        } catch {
            return (error as? VaultFailure)?.code
        }
    }

    @Test func `the operator can read nothing and put nothing in a safe`() async throws {
        try await TemporaryVault.with { box in
            let awa = try await box.beneficiary()
            let id = try await box.deposit(TestPaper.text(bytes: 100), by: awa).id
            let staff = TemporaryVault.staff
            await #expect(throws: VaultFailure(.denied)) { _ = try await box.vault.openDocument(id, by: staff, for: .view) }
            await #expect(throws: VaultFailure(.denied)) { _ = try await box.vault.documents(in: awa.safe, by: staff) }
            await #expect(throws: VaultFailure(.denied)) {
                _ = try await box.vault.beginDeposit(in: awa.safe, by: staff, expectedLength: 1)
            }
            let doers = try await box.vault.journal(of: awa.person, page: 1).entries.prefix(3).map(\.doer)
            #expect(doers == [.operator, .operator, .operator])
        }
    }
}
