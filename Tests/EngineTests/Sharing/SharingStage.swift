import TestSupport
import Testing

@testable import Engine

/// A person, two structures, professionals in each, and documents of the person.
struct SharingStage: Sendable {
    let box: TemporaryVault
    let awa: TestPerson
    let house: StructureID
    let pia: TestStaff
    let paul: TestStaff
    let other: StructureID
    let zoe: TestStaff

    var vault: Vault { box.vault }

    /// Awa is followed by the house, where Pia and Paul work; Zoé works elsewhere and has nothing to do with her.
    static func with(
        acts: Set<MandateAct> = Set(MandateAct.allCases), adjust: (inout Settings) -> Void = { _ in },
        _ body: (SharingStage) async throws -> Void
    ) async throws {
        try await TemporaryVault.with(.all, adjust: adjust) { box in
            let house = try await box.structure("Maison")
            let manager = try await box.manager("mona", of: house)
            let other = try await box.structure("Ailleurs")
            let stage = SharingStage(
                box: box, awa: try await box.beneficiary("awa"), house: house,
                pia: try await box.professional("pia", of: house, by: manager),
                paul: try await box.professional("paul", of: house, by: manager), other: other,
                zoe: try await box.professional("zoe", of: other))
            try await box.affiliate(stage.awa, with: house, by: stage.pia, acts: acts)
            try await body(stage)
        }
    }

    func paper(_ title: String = "Papier", bytes: Int = 400) async throws -> DocumentID {
        try await box.deposit(TestPaper.text(bytes: bytes), title: title, by: awa).id
    }

    func share(_ id: DocumentID, _ audience: Audience, until: Moment? = nil) async throws {
        try await vault.share(id, ShareOrder(audience: [audience], until: until), by: awa.actor)
    }

    func shared(with staff: TestStaff) async throws -> [String] {
        try await vault.followedPerson(awa.account.id, page: 1, by: staff.actor).documents.entries.compactMap {
            guard case .document(let shared) = $0 else { return nil }
            return shared.summary.title
        }
    }

    /// Whether somebody can read it, by every way there is.
    func canRead(_ id: DocumentID, _ staff: TestStaff) async throws -> Bool {
        var answers: [Bool] = []
        for attempt in [
            { _ = try await vault.document(id, by: staff.actor) },
            { _ = try await vault.sharedDocument(id, by: staff.actor) },
            { _ = try await vault.openDocument(id, by: staff.actor, for: .view) },
            { _ = try await vault.downloadDocument(id, for: "dossier", by: staff.actor) },
        ] as [() async throws -> Void] {
            do {
                try await attempt()
                answers.append(true)
            } catch let failure as VaultFailure {
                #expect(failure.code == .notFound)
                answers.append(false)
            }
        }
        #expect(Set(answers).count == 1)
        return answers.allSatisfy(\.self)
    }
}
