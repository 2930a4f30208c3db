internal import CClamAV
import Glibc

/// libclamav as a whole: initialised once per process, before the first engine.
enum ClamAVLibrary {
    /// Prepares the library; cheap after the first call.
    ///
    /// The message callback comes first, as libclamav asks for it before any thread uses it.
    ///
    /// - Throws: `scannerNotReady` if the library refuses.
    static func prepare() throws {
        guard initialised == CL_SUCCESS else {
            throw VaultFailure(.scannerNotReady, cause: ClamAVError(code: initialised))
        }
    }

    /// The version of the library that is linked in, such as `1.4.6`.
    static var version: String { String(cString: cl_retver()) }

    private static let initialised: cl_error_t = {
        cl_set_clcb_msg { severity, _, message, _ in
            guard let message else { return }
            ClamAVMessages.ofThisThread?.note(String(cString: message), severity: severity.rawValue)
        }
        return cl_init(UInt32(CL_INIT_DEFAULT))
    }()
}

/// A return code of libclamav with its words.
struct ClamAVError: Error, CustomStringConvertible {
    /// The code as libclamav gave it.
    let code: cl_error_t

    var description: String { "\(String(cString: cl_strerror(code))) (\(code.rawValue))" }
}
