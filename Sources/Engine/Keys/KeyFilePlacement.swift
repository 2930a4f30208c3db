/// Where a key file may lie.
public enum KeyFilePlacement: Sendable, Equatable {
    /// Anywhere: `keys.allowInState`, for trials.
    case anywhere
    /// Not in this folder: one stolen copy would take store and keys.
    case outside(folder: String)

    /// The rule that the settings ask for.
    public init(allowInState: Bool, state: String) {
        self = allowInState ? .anywhere : .outside(folder: state)
    }

    /// Looks through symbolic links on both sides.
    ///
    /// - Throws: `keyFileInState`.
    func check(_ path: String) throws {
        guard case .outside(let folder) = self else { return }
        guard let file = SecretFile.resolved(path), let folder = SecretFile.resolved(folder) else { return }
        guard file.hasPrefix(folder == "/" ? folder : folder + "/") else { return }
        throw VaultFailure(.keyFileInState, ["path": path])
    }
}
