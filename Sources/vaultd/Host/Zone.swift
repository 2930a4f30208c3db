import Engine
import Foundation

/// Time zones by name.
enum Zone {
    /// The zone; the settings have been checked, but the machine's zone files may be missing.
    ///
    /// - Throws: `settingsUnusable`.
    static func named(_ name: String) throws -> TimeZone {
        guard let zone = TimeZone(identifier: name) else {
            throw VaultFailure(
                .settingsUnusable, ["reason": "backups.zone: this machine does not know \(name); install tzdata"])
        }
        return zone
    }
}
