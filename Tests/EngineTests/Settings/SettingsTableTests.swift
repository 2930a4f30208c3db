import Foundation
import Testing

@testable import Engine

struct SettingsTableTests {
    @Test func `every key is declared once`() {
        let keys = SettingsTable.all.map(\.key)
        #expect(Set(keys).count == keys.count)
    }

    @Test func `every section of a key is declared`() {
        let declared = Set(SettingsTable.sections.map(\.name))
        #expect(Set(SettingsTable.all.map(\.section).filter { !$0.isEmpty }) == declared)
    }

    @Test func `every property of Settings has its line in the table`() {
        func leaves(_ value: Any) -> Int {
            Mirror(reflecting: value).children.reduce(0) { count, child in
                let isSection =
                    "\(type(of: child.value))" != "TimeOfDay"
                    && Mirror(reflecting: child.value).displayStyle == .struct
                    && String(reflecting: type(of: child.value)).hasPrefix("Engine.Settings.")
                return count + (isSection ? leaves(child.value) : 1)
            }
        }
        #expect(leaves(Settings()) == SettingsTable.all.count)
    }

    @Test func `the delivered file is the table`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        let delivered = try String(contentsOf: root.appending(path: "etc/vaultd.yaml"), encoding: .utf8)
        #expect(delivered == SettingsTemplate.text, "print it again: vaultd --print-settings > etc/vaultd.yaml")
    }

    @Test func `every default may be written into the file`() {
        let lines = SettingsTemplate.text.split(separator: "\n").map { line in
            line.firstMatch(of: /^(\s*)#([a-z-]+: .*)$/).map { "\($0.output.1)\($0.output.2)" } ?? String(line)
        }
        let file = SettingsFile(yaml: lines.joined(separator: "\n"))
        #expect(file.problems == [])
        #expect(file.settings == Settings())
        #expect(lines.count { $0.contains(": ") && !$0.contains("#") } == SettingsTable.all.count)
    }

    @Test func `a reload takes what can change live and names what must wait`() {
        var new = Settings()
        new.log.level = "debug"
        new.web.port = 8443
        let (adopted, waiting) = Settings().adopting(new)
        #expect(adopted.log.level == "debug")
        #expect(adopted.web.port == 443)
        #expect(waiting == ["web.port"])
    }

    @Test(arguments: [(0, "0 B"), (1000, "1000 B"), (1024, "1 KiB"), (50 << 20, "50 MiB"), ((2 << 30) - 3, "2147483645 B")])
    func `a size reads back as it was written`(bytes: Int, text: String) throws {
        #expect(SizeText.text(bytes) == text)
        #expect(try SizeText.bytes(text) == bytes)
    }

    @Test(arguments: [("web.prot", "web.port", 1), ("abc", "abc", 0), ("", "abc", 3), ("kitten", "sitting", 3)])
    func `the distance counts letters to change`(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
    }
}
