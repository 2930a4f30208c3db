/// The settings that were in force, as a file that `vaultd --check-config` accepts (BKP-01).
enum SettingsCopy {
    /// The whole text; every key with its value.
    static func text(of settings: Settings) -> String {
        var lines = SettingsTable.all.filter(\.section.isEmpty).map { "\($0.name): \($0.text(in: settings))" }
        for section in SettingsTable.sections {
            lines.append("\(section.name):")
            lines += SettingsTable.all.filter { $0.section == section.name }
                .map { "  \($0.name): \($0.text(in: settings))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
