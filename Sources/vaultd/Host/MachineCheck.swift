import Engine
import Logging

extension MachineMark {
    /// Whether the store was made on another machine, told to the log too. A mark that cannot be read or written is
    /// told and counts as this machine's.
    func check(_ logger: Logger) -> Bool {
        do {
            guard try isElsewhere() else { return false }
        } catch {
            logger.warning("It cannot be told whether this store is a copy.", metadata: ["cause": "\(error)"])
            return false
        }
        logger.warning("\(Self.sentence)", metadata: ["hint": "\(hint)"])
        return true
    }

    /// What is the matter.
    static let sentence =
        "This store was made on another machine: if this one is a copy of it, both have the same master keys."

    /// What to do about it.
    var hint: String {
        "If it was moved on purpose: rm \(state)/machine, then restart. If it is a copy: README.Debian, \"Golden images\"."
    }
}
