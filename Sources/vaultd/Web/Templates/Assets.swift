import Engine
import Foundation

/// Style, script and pictures, read once at start.
struct Assets: Sendable {
    private let byPath: [String: Asset]
    private let pathByName: [String: String]
    /// The ids of the symbols in `icons.svg`.
    let icons: Set<String>

    /// Reads every file of `folder`. Throws `settingsUnusable` for a kind of file that has no known type.
    init(folder: String) throws {
        var byPath: [String: Asset] = [:]
        var pathByName: [String: String] = [:]
        var icons: Set<String> = []
        for name in try ResourceFolder(path: folder).names() {
            let bytes = try ResourceFolder(path: folder).bytes(of: name)
            let asset = Asset(
                path: "/assets/\(Self.hash(bytes))/\(name)", contentType: try Self.type(of: name), bytes: bytes,
                gzipped: try Gzip.compressed(bytes))
            byPath[asset.path] = asset
            pathByName[name] = asset.path
            if name == "icons.svg" { icons = Self.symbols(in: String(decoding: bytes, as: UTF8.self)) }
        }
        self.byPath = byPath
        self.pathByName = pathByName
        self.icons = icons
    }

    /// The asset served at `path`; nil for any other path, old hashes included.
    func asset(at path: String) -> Asset? { byPath[path] }

    /// The path of the asset with this file name.
    func path(of name: String) -> String? { pathByName[name] }

    /// FNV-1a, the first 40 bits: it tells versions apart, it protects nothing.
    private static func hash(_ bytes: [UInt8]) -> String {
        let value = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Hex.encode(withUnsafeBytes(of: value.bigEndian) { Array($0.prefix(5)) })
    }

    private static func type(of name: String) throws -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        default: throw ResourceFault.failure("assets/\(name): no content type is known for this kind of file")
        }
    }

    private static func symbols(in text: String) -> Set<String> {
        Set(text.matches(of: /<symbol id="([a-z-]+)"/).map { String($0.output.1) })
    }
}
