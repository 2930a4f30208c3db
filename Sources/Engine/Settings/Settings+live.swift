/// Changes while the service runs.
extension Settings {
    /// These settings with every live value of `new`, and the keys whose change must wait for a restart.
    public func adopting(_ new: Settings) -> (settings: Settings, waiting: [String]) {
        var adopted = self
        var waiting: [String] = []
        for setting in SettingsTable.all where !setting.isSame(in: self, and: new) {
            switch setting.change {
            case .live: setting.copy(new, &adopted)
            case .restart: waiting.append(setting.key)
            }
        }
        return (adopted, waiting)
    }
}
