import Foundation
import Testing
import TestSupport

@testable import vaultd

struct MessageCatalogueTests {
    @Test func `journalctl -x can explain every event, and nothing else`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        let text = try String(contentsOf: root.appending(path: "packaging/catalog/vaultd.catalog"), encoding: .utf8)
        let explained = text.split(separator: "\n").filter { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
        #expect(Set(explained) == Set(JournalEvent.allCases.map(\.messageID)))
        #expect(explained.count == Set(explained).count)
    }
}
