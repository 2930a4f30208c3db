/// The settings file as it is delivered: every key with its sentence and its default, commented out.
public enum SettingsTemplate {
    /// The whole text; `etc/vaultd.yaml` is equal to it.
    public static var text: String {
        var lines = [
            "# Settings of vaultd. Every line that begins with `#` and a key shows its default: remove the `#` to change it.",
            "# Check the file with `vaultd --check-config FILE`. Lines marked (live) take effect at `vaultctl reload`,",
            "# all others at the next start.",
        ]
        for setting in SettingsTable.all where setting.section.isEmpty { lines += [""] + entry(setting, indent: "") }
        for section in SettingsTable.sections {
            lines += ["", "# \(section.sentence).", "\(section.name):"]
            for setting in SettingsTable.all where setting.section == section.name {
                lines += entry(setting, indent: "  ")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ setting: Setting, indent: String) -> [String] {
        let live = setting.change == .live ? " (live)" : ""
        return [
            "\(indent)# \(setting.sentence). Takes \(setting.form).\(live)",
            "\(indent)#\(setting.name): \(setting.text(in: Settings()))",
        ]
    }
}
