internal import CClamAV
import Glibc

/// What libclamav said in one thread while it loaded or scanned.
///
/// Several faults of libclamav (no temporary folder, no inodes, no room) come back as "clean" and are told
/// only by a message, and messages carry no context: the thread is the only thing that ties one to its scan.
final class ClamAVMessages {
    /// Messages of severity ERROR, without the bytecode kind.
    private(set) var errors: [String] = []
    /// Messages of severity WARN.
    private(set) var warnings: [String] = []

    /// Runs `body` and gathers what the library says in this thread meanwhile.
    func gather<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = pthread_getspecific(Self.key)
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.key, before) }
        return try withExtendedLifetime(self) { try body() }
    }

    /// The gathering that runs in the calling thread, if any.
    static var ofThisThread: ClamAVMessages? {
        pthread_getspecific(key).map { Unmanaged<ClamAVMessages>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Keeps a message. A flood keeps its beginning: the verdict depends on the first already.
    func note(_ message: String, severity: UInt32) {
        let text = String(message.filter { !$0.isNewline }.prefix(200))
        if severity >= CL_MSG_ERROR.rawValue {
            if !Self.isOfBytecode(text), errors.count < 20 { errors.append(text) }
        } else if severity >= CL_MSG_WARN.rawValue, warnings.count < 20 {
            warnings.append(text)
        }
    }

    /// An old signed bytecode may log "Opcode 45 … not implemented" and carry on: that is no failed scan.
    private static func isOfBytecode(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.hasPrefix("bytecode") || lower.hasPrefix("[bytecode") || lower.hasPrefix("opcode ")
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        // Fails only when the process has used up its keys; then every scan would be unobserved.
        precondition(pthread_key_create(&key, nil) == 0, "no thread key for libclamav's messages")
        return key
    }()
}
