import Foundation

@testable import vaultd

/// A private copy of the resources that a test may break. It goes with the value.
final class ResourceCopy {
    let folder: String

    init() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "vaultd-pages-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: SourceResources.folder).resolvingSymlinksInPath(), to: place)
        folder = place.path
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Replaces text in one file; the text must be there.
    func edit(_ file: String, replacing old: String, with new: String) throws {
        let path = folder + "/" + file
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard text.contains(old) else { throw CocoaError(.fileReadCorruptFile) }
        try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// What stops a start with these resources; nil if nothing does.
    func startFailure() -> String? {
        do {
            _ = try Renderer(resources: folder, defaultLanguage: "fr", zone: .gmt)
            return nil
        } catch {
            return String(describing: error)
        }
    }
}
