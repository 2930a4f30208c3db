import Foundation
import Testing

@testable import vaultd

/// WCAG 2.2 contrast of the colours in the style sheet (RGAA 3.2, 3.3).
struct ContrastTests {
    private let light: [String: String]
    private let dark: [String: String]

    init() throws {
        let text = try ResourceFolder(path: SourceResources.folder + "/assets").text(of: "app.css")
        let blocks = text.matches(of: /:root \{([^}]*)\}/).map { Self.variables(in: String($0.output.1)) }
        light = try #require(blocks.first)
        dark = light.merging(try #require(blocks.dropFirst().first)) { $1 }
    }

    @Test(arguments: [
        ("ink", "paper"), ("ink", "sheet"), ("soft", "paper"), ("soft", "sheet"), ("green", "paper"),
        ("green", "sheet"),
        ("green", "tint"), ("ink", "tint"), ("on-green", "green"), ("red", "sheet"), ("red", "rose"), ("ink", "rose"),
        ("amber-ink", "amber"), ("k-image-ink", "k-image"), ("k-pdf-ink", "k-pdf"), ("k-text-ink", "k-text"),
        ("k-sheet-ink", "k-sheet"), ("k-other-ink", "k-other"),
    ])
    func `text stands out at least 4.5 to 1`(text: String, ground: String) throws {
        let inLight = try ratio(text, ground, in: light)
        #expect(inLight >= 4.5)
        let inDark = try ratio(text, ground, in: dark)
        #expect(inDark >= 4.5)
    }

    @Test(arguments: [("edge", "sheet"), ("edge", "paper"), ("focus", "paper"), ("focus", "sheet"), ("green", "line")])
    func `edges and focus stand out at least 3 to 1`(line: String, ground: String) throws {
        let inLight = try ratio(line, ground, in: light)
        #expect(inLight >= 3)
        let inDark = try ratio(line, ground, in: dark)
        #expect(inDark >= 3)
    }

    private static func variables(in block: String) -> [String: String] {
        Dictionary(block.matches(of: /--([a-z-]+): (#[0-9a-f]{6})/).map { (String($0.output.1), String($0.output.2)) }) {
            $1
        }
    }

    private func ratio(_ one: String, _ other: String, in colours: [String: String]) throws -> Double {
        let values = try [one, other].map { Self.luminance(of: try #require(colours[$0])) }.sorted()
        return (values[1] + 0.05) / (values[0] + 0.05)
    }

    private static func luminance(of colour: String) -> Double {
        let number = Int(colour.dropFirst(), radix: 16) ?? 0
        let channels = [number >> 16 & 255, number >> 8 & 255, number & 255].map { value in
            let part = Double(value) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
}
