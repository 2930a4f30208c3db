import Foundation

/// The texts that people agree to: `<folder>/<kind>/<version>/<language>.md`, read once at the start. A folder of the
/// operator's takes the place of the delivered one for each kind that it has.
public struct TextLibrary: Sendable {
    let versions: [OfficialText.Kind: [Version]]

    struct Version: Sendable {
        let name: String
        let files: [String: OfficialTextFile]
    }

    /// No texts at all: nothing is asked of anybody.
    public static let none = TextLibrary(versions: [:])

    /// Reads the delivered texts, and those of the operator's folder where there is one.
    ///
    /// - Parameter language: in which each newest version must be there.
    /// - Throws: `settingsUnusable` with the file.
    public init(delivered: String, own: String, language: String) throws {
        var versions: [OfficialText.Kind: [Version]] = [:]
        for kind in OfficialText.Kind.allCases {
            let mine = own.isEmpty ? [] : try Self.versions(in: "\(own)/\(kind.rawValue)")
            let found = mine.isEmpty ? try Self.versions(in: "\(delivered)/\(kind.rawValue)") : mine
            guard let last = found.last, last.files[language] != nil else {
                let folder = "\(mine.isEmpty ? delivered : own)/\(kind.rawValue)"
                throw VaultFailure(.settingsUnusable, ["reason": "\(folder): the newest version has no \(language).md"])
            }
            versions[kind] = found
        }
        self.init(versions: versions)
    }

    init(versions: [OfficialText.Kind: [Version]]) { self.versions = versions }

    /// The name of the version in force; nil where there is no such text.
    public func current(_ kind: OfficialText.Kind) -> String? { versions[kind]?.last?.name }

    /// All versions, newest first.
    public func versions(of kind: OfficialText.Kind) -> [String] { versions[kind]?.map(\.name).reversed() ?? [] }

    /// A text, in the first of the languages in which it is written.
    ///
    /// - Parameters:
    ///   - version: nil for the one in force.
    ///   - values: what is put in for placeholders.
    /// - Returns: nil where there is no such version, or not in any of the languages.
    public func text(
        _ kind: OfficialText.Kind, version: String? = nil, languages: [String], values: [String: String]
    ) throws -> OfficialText? {
        let known = versions[kind] ?? []
        guard let found = version.map({ name in known.last { $0.name == name } }) ?? known.last,
            let language = languages.first(where: { found.files[$0] != nil }), let file = found.files[language]
        else { return nil }
        let (title, blocks, text) = file.read(values)
        return OfficialText(
            kind: kind, version: found.name, language: language, title: title, blocks: blocks,
            digest: try Digest.sha256(Array(text.utf8)))
    }

    func isWritten(_ kind: OfficialText.Kind, version: String, in language: String) -> Bool {
        versions[kind]?.contains { $0.name == version && $0.files[language] != nil } ?? false
    }

    private static func versions(in folder: String) throws -> [Version] {
        let manager = FileManager.default
        guard manager.fileExists(atPath: folder) else { return [] }
        do {
            return try manager.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted().map { name in
                Version(name: name, files: try files(in: "\(folder)/\(name)"))
            }
        } catch let failure as VaultFailure {
            throw failure
        } catch {
            throw VaultFailure(.settingsUnusable, ["reason": "\(folder) cannot be read"], cause: error)
        }
    }

    private static func files(in folder: String) throws -> [String: OfficialTextFile] {
        var files: [String: OfficialTextFile] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".md") {
            let path = "\(folder)/\(name)"
            guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
            else { throw VaultFailure(.settingsUnusable, ["reason": "\(path) cannot be read as UTF-8"]) }
            files[String(name.dropLast(3))] = try OfficialTextFile(text, path: path)
        }
        return files
    }
}
