import Synchronization

/// Collects names that a template asks for and no page supplies: Mustache prints nothing for them, so only a
/// test that renders every page can tell.
final class MissingNames: Sendable {
    private let names = Mutex<Set<String>>([])

    /// The names so far.
    var all: Set<String> { names.withLock { $0 } }

    /// Notes one.
    func note(_ name: String) { names.withLock { _ = $0.insert(name) } }
}
