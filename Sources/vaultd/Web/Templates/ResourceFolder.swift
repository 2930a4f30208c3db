import Engine
import Foundation

/// A folder of files that are read once at start.
struct ResourceFolder: Sendable {
    let path: String

    /// Names of its files, sorted; hidden ones are left out.
    func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw ResourceFault.failure("the folder \(path) cannot be read", cause: error)
        }
    }

    /// The content of one.
    func bytes(of name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else {
            throw ResourceFault.failure("\(path)/\(name) cannot be read")
        }
        return Array(data)
    }

    /// The content of one as UTF-8.
    func text(of name: String) throws -> String {
        guard let text = String(validating: try bytes(of: name), as: UTF8.self) else {
            throw ResourceFault.failure("\(path)/\(name) is not UTF-8")
        }
        return text
    }
}
