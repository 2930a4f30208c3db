import Foundation
import Yams

/// Reads the settings file. Whatever it does not understand stops the start: a mistyped key must never leave a
/// default in force that the operator believes to have changed.
public struct SettingsFile: Sendable {
    /// More than this is not a settings file.
    static let maximumSize = 256 << 10

    /// The settings, as far as they could be read.
    public let settings: Settings
    /// Everything that is wrong, in the order of the lines.
    public let problems: [SettingsProblem]

    /// Reads the file at `path`.
    ///
    /// - Throws: `settingsUnusable` with every problem on a line of its own: file, line, reason, nearest known key.
    public static func load(path: String) throws -> Settings {
        let file = try SettingsFile(yaml: text(of: path))
        guard file.problems.isEmpty else {
            let lines = file.problems.map { $0.text(file: path) }
            throw VaultFailure(.settingsUnusable, ["reason": lines.joined(separator: "\n")])
        }
        return file.settings
    }

    /// Reads settings from the text of a file.
    public init(yaml: String) {
        var reading = SettingsReading()
        reading.read(yaml)
        settings = reading.settings
        problems = reading.problems.sorted { ($0.line ?? .max) < ($1.line ?? .max) }
    }

    private static func text(of path: String) throws -> String {
        let data: Data
        do {
            guard let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size <= maximumSize
            else { throw unusable(path, "it is too large for a settings file") }
            data = try Data(contentsOf: URL(filePath: path))
        } catch let failure as VaultFailure {
            throw failure
        } catch {
            // That it is not there says all; Foundation's own words would only bury it.
            guard FileManager.default.fileExists(atPath: path) else { throw unusable(path, "there is no such file") }
            throw unusable(path, "it cannot be read", cause: error)
        }
        guard let text = String(validating: data, as: UTF8.self) else { throw unusable(path, "it is not UTF-8") }
        return text
    }

    private static func unusable(_ path: String, _ reason: String, cause: (any Error)? = nil) -> VaultFailure {
        VaultFailure(.settingsUnusable, ["reason": "\(path): \(reason)"], cause: cause)
    }
}
