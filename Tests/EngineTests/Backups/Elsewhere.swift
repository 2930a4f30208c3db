import TestSupport

@testable import Engine

extension TemporaryVault {
    /// Settings of another machine: an empty state folder beside the vault, and the same key file.
    var elsewhere: Settings {
        var settings = settings
        settings.state = folder + "/elsewhere"
        return settings
    }

    /// Restores a snapshot of this vault.
    ///
    /// - Parameters:
    ///   - settings: nil for `elsewhere`.
    ///   - keyFile: nil for that of this vault.
    func restore(
        _ choice: SnapshotChoice = .latest, into settings: Settings? = nil, keyFile: String? = nil
    ) async throws -> RestoreSummary {
        let file = try KeyFile.load(path: keyFile ?? self.settings.keys.file, placement: .anywhere)
        return try await Restore(
            snapshotFolder: self.settings.snapshotFolder, choice: choice, settings: settings ?? elsewhere, keyFile: file,
            clock: clock
        ).run(by: TemporaryVault.staff)
    }
}
