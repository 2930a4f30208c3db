import GRDB
import Testing
import TestSupport

@testable import Engine

struct DenialCountTests {
    @Test func `somebody who tries a thousand ids does not fill the journal`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            let bilal = try await box.beneficiary("bilal")
            let vault = box.vault
            func ask(_ id: DocumentID) async {
                await #expect(throws: VaultFailure(.notFound)) { _ = try await vault.document(id, by: bilal.actor) }
            }
            func rows() async throws -> [AuditRow] {
                try await vault.catalog.read { database in
                    try Row.fetchAll(
                        database,
                        sql: "SELECT \(AuditRow.columns) FROM audit_event WHERE kind = 'accessDenied' ORDER BY sequence"
                    ).map { AuditRow($0) }
                }
            }
            let one = DocumentID()
            for _ in 1...10 { await ask(one) }
            #expect(try await rows().count == 1)
            for _ in 1...1000 { await ask(DocumentID()) }
            #expect(try await rows().count == DenialCount.most)
            box.clock.advance(by: .minutes(1))
            await ask(one)
            let told = try await rows()
            #expect(told.count == DenialCount.most + 1)
            let counts = try told.map { try vault.journal.details(of: $0)[.count] }
            // The first was asked nine times more; of a thousand others nineteen were told.
            #expect(counts.compactMap(\.self) == ["9", "\(1000 - (DenialCount.most - 1))"])
        }
    }

    @Test func `each person has their own count, and each act is told`() {
        let count = DenialCount()
        let (awa, bilal) = (AccountID(), AccountID())
        let now = Moment(seconds: 1_795_000_000)
        #expect(count.note(of: awa, [1], now: now) == 0)
        #expect(count.note(of: awa, [1], now: now) == nil)
        #expect(count.note(of: awa, [2], now: now) == 1)
        #expect(count.note(of: bilal, [1], now: now) == 0)
        #expect(count.note(of: awa, [1], now: now + .seconds(59)) == nil)
        #expect(count.note(of: awa, [1], now: now + .minutes(1)) == 1)
        #expect(count.note(of: awa, [1], now: now) == 0)
    }
}
