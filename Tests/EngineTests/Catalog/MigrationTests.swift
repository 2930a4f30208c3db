import Foundation
import GRDB
import Testing

@testable import Engine

/// Rows that an earlier version wrote, and what an upgrade makes of them.
struct MigrationTests {
    /// A document that is shared until each of these times (nil: without an end), with consent that it is sensitive.
    private func consent(sharedUntil ends: [Int64?], in database: Database) throws -> Data {
        let document = DocumentID().blob
        let structure = StructureID().blob
        try database.execute(
            sql: "INSERT INTO consent_record (document, structure, recorded_by, given_at) VALUES (?, ?, ?, 1000)",
            arguments: [document, structure, AccountID().blob])
        for end in ends {
            try database.execute(
                sql: """
                    INSERT INTO share_grant (id, document, structure, professional, until, granted_at)
                    VALUES (randomblob(16), ?, ?, randomblob(16), ?, 1000)
                    """,
                arguments: [document, structure, end])
        }
        return document
    }

    /// A catalog as an earlier version left it. Rows stand for themselves: none that they refer to is needed.
    private func catalog(upTo step: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(configuration: configuration)
        try Catalog.migrator.migrate(queue, upTo: step)
        return queue
    }

    @Test func `consent given before it had an end gets that of the share it was given for`() throws {
        let queue = try catalog(upTo: "16 use")
        let documents = try queue.write { database in
            try [[2000, 3000], [2000, nil], []].map { try consent(sharedUntil: $0, in: database) }
        }
        try Catalog.migrator.migrate(queue)
        let ends = try queue.read { database in
            try documents.map {
                try Int64.fetchOne(database, sql: "SELECT ends_at FROM consent_record WHERE document = ?", arguments: [$0])
            }
        }
        #expect(ends == [3000, nil, nil])
    }

    @Test func `what was signed before its words were kept stays signed`() throws {
        let queue = try catalog(upTo: "16 use")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO mandate (id, beneficiary, structure, professional, acts, text_version, language, signed_at)
                    VALUES (randomblob(16), randomblob(16), randomblob(16), randomblob(16), 'deposit', '1', 'fr', 1000);
                    INSERT INTO information_proof (id, beneficiary, explained_by, text_version, language, explained_at)
                    VALUES (randomblob(16), randomblob(16), randomblob(16), '1', 'ar', 1000);
                    """)
        }
        try Catalog.migrator.migrate(queue)
        let kept = try queue.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT text_version, language, text_digest FROM mandate
                    UNION ALL SELECT text_version, language, text_digest FROM information_proof
                    """)
        }
        #expect(kept.map { $0["language"] as String } == ["fr", "ar"])
        #expect(kept.allSatisfy { ($0["text_digest"] as Data?) == nil })
    }

    @Test func `a recovery card from before it was told apart counts as made with the second factor`() throws {
        let queue = try catalog(upTo: "20 default visibility")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO recovery_card (account, mark, pin, pepper_generation, tries, made_at)
                    VALUES (randomblob(16), x'\(String(repeating: "0f", count: 32))', 'x', 1, 0, 1000)
                    """)
        }
        try Catalog.migrator.migrate(queue)
        let card = try queue.read {
            try RecoveryCardRecord.find(mark: [UInt8](repeating: 0x0f, count: 32), in: $0)
        }
        #expect(card?.isProven == true && card?.isHeld == true)
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE recovery_card SET proven = 2") }
        }
    }

    @Test func `a safe from before there was a choice keeps what is put in private`() throws {
        let queue = try catalog(upTo: "18 proofs")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO safe (id, holder, term, wrapped_key, quota, created_at)
                    VALUES (x'00112233445566778899aabbccddeeff', randomblob(16), 1, randomblob(60), 1, 1000)
                    """)
            _ = try consent(sharedUntil: [nil], in: $0)
        }
        try Catalog.migrator.migrate(queue)
        let safe = try #require(SafeID("00112233445566778899aabbccddeeff"))
        #expect(try queue.read { try DefaultVisibility.find(of: safe, in: $0) } == .alone)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT sum(by_default) FROM share_grant") } == 0)
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE safe SET default_visibility = 'public'") }
        }
    }
}
