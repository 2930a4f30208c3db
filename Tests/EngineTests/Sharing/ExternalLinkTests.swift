import Foundation
import TestSupport
import Testing

@testable import Engine

/// One document for somebody without an account (SHR-11).
struct ExternalLinkTests {
    private func link(_ stage: SharingStage, to id: DocumentID, openings: Int = 2) async throws -> NewLink {
        let order = LinkOrder(thirdParty: "Maître Martin", days: 7, openings: openings)
        return try await stage.vault.createLink(to: id, order, by: stage.awa.actor)
    }

    private func open(_ stage: SharingStage, _ link: NewLink, code: String? = nil, from: String = "192.0.2.80") async throws
        -> Int
    {
        try await stage.vault.openLink(
            token: link.token.reveal(), code: code.map { SecretText($0) } ?? link.code, source: RequestSource(address: from)
        ).length
    }

    private func refused(_ stage: SharingStage, _ link: NewLink, code: String? = nil, from: String = "192.0.2.80")
        async throws
    {
        let failure = await #expect(throws: VaultFailure.self) { try await open(stage, link, code: code, from: from) }
        #expect(failure?.code == .linkRefused)
        #expect(failure?.values == [:])
    }

    @Test func `link and code open the document as often as was said`() async throws {
        try await SharingStage.with { stage in
            let link = try await link(stage, to: try await stage.paper(bytes: 321))
            #expect(link.token.reveal().count == 64)
            #expect(link.code.reveal().count == 8)
            #expect(try await open(stage, link) == 321)
            let spaced = link.code.reveal().prefix(4) + " " + link.code.reveal().dropFirst(4)
            #expect(try await open(stage, link, code: String(spaced)) == 321)
            try await refused(stage, link)
            let sharing = try await stage.vault.sharing(of: link.link.document, by: stage.awa.actor)
            #expect(sharing.links.map(\.state) == [.usedUp])
            let kinds = try await stage.vault.journal(of: stage.awa.person, page: 1).entries.map(\.kind)
            #expect(kinds.filter { $0 == .linkOpened }.count == 2)
        }
    }

    @Test func `a code is taken as people write it: in their own figures, with dashes or dots`() async throws {
        try await SharingStage.with { stage in
            let link = try await link(stage, to: try await stage.paper(bytes: 321), openings: 3)
            let code = link.code.reveal()
            let arabic = String(
                code.compactMap { $0.wholeNumberValue.flatMap { Unicode.Scalar(0x660 + $0) }.map(Character.init) })
            for typed in [arabic, "\(code.prefix(4))-\(code.dropFirst(4))", "\(code.prefix(4)).\(code.dropFirst(4))."] {
                #expect(try await open(stage, link, code: typed) == 321, "\(typed)")
            }
        }
    }

    @Test func `a link that ran out, was stopped, or never was is refused alike`() async throws {
        try await SharingStage.with { stage in
            let id = try await stage.paper()
            let stopped = try await link(stage, to: id)
            try await stage.vault.revokeLink(stopped.link.id, of: id, by: stage.awa.actor)
            try await refused(stage, stopped)
            for token in ["", "x", String(repeating: "0", count: 64), String(repeating: "é", count: 64)] {
                let failure = await #expect(throws: VaultFailure.self) {
                    try await stage.vault.openLink(
                        token: token, code: SecretText("00000000"), source: TemporaryVault.source)
                }
                #expect(failure?.code == .linkRefused)
            }
            let late = try await link(stage, to: id)
            stage.box.clock.advance(by: .days(7))
            try await refused(stage, late)
        }
    }

    @Test func `wrong codes kill a link`() async throws {
        try await SharingStage.with { stage in
            let link = try await link(stage, to: try await stage.paper())
            let wrong = link.code.reveal() == "12345678" ? "87654321" : "12345678"
            for attempt in 1...ExternalLink.mostWrongCodes {
                try await refused(stage, link, code: wrong, from: "192.0.\(attempt).1")
            }
            try await refused(stage, link, from: "192.0.2.99")
            let sharing = try await stage.vault.sharing(of: link.link.document, by: stage.awa.actor)
            #expect(sharing.links.map(\.state) == [.dead])
        }
    }

    @Test func `one network that tries many links has to wait, and is not told`() async throws {
        try await SharingStage.with { stage in
            let link = try await link(stage, to: try await stage.paper())
            for number in 0..<20 {
                let token = String(repeating: "0", count: 62) + (number < 10 ? "0\(number)" : "\(number)")
                _ = try? await stage.vault.openLink(
                    token: token, code: SecretText("00000000"), source: RequestSource(address: "192.0.2.80"))
            }
            try await refused(stage, link)
            #expect(try await open(stage, link, from: "198.51.100.7") == 400)
        }
    }

    @Test func `wrong codes of many people behind one address on many days keep nobody out, and a flood does for an hour`()
        async throws
    {
        try await SharingStage.with { stage in
            let link = try await link(stage, to: try await stage.paper())
            func tryInVain() async {
                _ = try? await stage.vault.openLink(
                    token: String(repeating: "0", count: 64), code: SecretText("00000000"),
                    source: RequestSource(address: "192.0.2.80"))
            }
            for _ in 0..<40 {
                await tryInVain()
                stage.box.clock.advance(by: .minutes(30))
            }
            stage.box.clock.advance(by: .minutes(30))
            #expect(try await open(stage, link) == 400)
            for _ in 0..<LinkOpening.mostWrong { await tryInVain() }
            stage.box.clock.advance(by: .minutes(59))
            try await refused(stage, link)
            stage.box.clock.advance(by: .minutes(1))
            #expect(try await open(stage, link) == 400)
        }
    }

    @Test func `the catalog has neither the token nor the code nor the name`() async throws {
        try await SharingStage.with { stage in
            let link = try await link(stage, to: try await stage.paper())
            try await stage.vault.catalog.checkpoint()
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: stage.vault.settings.catalogFile)))
            for secret in [link.token.reveal(), link.code.reveal(), "Martin"] {
                #expect(!bytes.contains(sequence: Array(secret.utf8)))
            }
        }
    }
}

extension [UInt8] {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        guard let first = sequence.first, count >= sequence.count else { return false }
        return indices.dropLast(sequence.count - 1).contains {
            self[$0] == first && Array(self[$0..<($0 + sequence.count)]) == sequence
        }
    }
}
