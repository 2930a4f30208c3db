import CCurl
import Glibc

/// One transfer by libcurl: made, set up, performed once, gone. For one thread; `perform` blocks.
///
/// Nothing of what the other side answers is kept but its numbers: an answer may quote the message.
final class CurlTransfer {
    /// What came of it.
    struct Result {
        /// libcurl's own word; `CURLE_OK` where the other side took it.
        let code: CURLcode
        /// The last status of SMTP or HTTP; 0 where there was none.
        let status: Int
        /// Bytes of an HTTP request that were sent.
        let requestBytes: Int

        /// For the log: libcurl's fixed text and the status.
        var summary: String {
            "curl \(code.rawValue) (\(String(cString: curl_easy_strerror(code)))), status \(status)"
        }
    }

    /// How the other side is to be trusted.
    enum Protection {
        /// TLS from the first byte, as the address says.
        case byAddress
        /// STARTTLS, without which nothing is sent.
        case startTLS
        /// None: for servers on this machine.
        case none
    }

    private let handle: OpaquePointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var mime: OpaquePointer?

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Parameter protocols: the only ones that are spoken: `smtp,smtps`.
    /// - Throws: `fault` where libcurl cannot be used.
    init(address: String, protocols: String, timeout: Duration) throws {
        guard Self.isReady, let handle = curl_easy_init() else { throw VaultFailure(.fault) }
        self.handle = OpaquePointer(handle)
        try set(CURLOPT_URL, address)
        try set(CURLOPT_PROTOCOLS_STR, protocols)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // Settings decide where messages go, never the environment.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_TIMEOUT_MS, Int(timeout.inMilliseconds))
        // curl counts the greeting as connecting, and a mail server may take minutes over it (RFC 5321 4.5.3.2.1).
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(timeout.inMilliseconds))
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(max(1, timeout.inSeconds)))
        try check(vaultd_curl_discard_answer(raw))
    }

    deinit {
        curl_easy_cleanup(raw)
        for list in lists { curl_slist_free_all(list) }
        if let mime { curl_mime_free(mime) }
    }

    /// Asks for TLS 1.2 at least, with the other side's certificate and name checked.
    ///
    /// - Parameter authorities: a PEM file; empty: the system's.
    func protect(_ protection: Protection, authorities: String) throws {
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if !authorities.isEmpty { try set(CURLOPT_CAINFO, authorities) }
        if case .startTLS = protection { try set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
    }

    func set(_ option: CURLoption, _ text: String) throws { try check(vaultd_curl_set_text(raw, option, text)) }

    func set(_ option: CURLoption, _ number: Int) throws { try check(vaultd_curl_set_number(raw, option, number)) }

    /// Sets a list of lines. No line may hold a line break.
    func set(_ option: CURLoption, _ lines: [String]) throws {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), let longer = curl_slist_append(list, line) else {
                if let list { curl_slist_free_all(list) }
                throw VaultFailure(.fault)
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        try check(vaultd_curl_set_list(raw, option, list))
    }

    /// Gives the transfer a body of one part of plain text, in UTF-8.
    func setBody(plain text: String) throws {
        guard let mime = curl_mime_init(raw) else { throw VaultFailure(.fault) }
        self.mime = mime
        guard let part = curl_mime_addpart(mime) else { throw VaultFailure(.fault) }
        let bytes = Array(text.utf8CString.dropLast())
        try check(curl_mime_data(part, bytes, bytes.count))
        try check(curl_mime_type(part, "text/plain; charset=utf-8"))
        try check(curl_mime_encoder(part, "quoted-printable"))
        try check(vaultd_curl_set_mime(raw, mime))
    }

    /// Does it. Blocks, no longer than the timeout.
    func perform() -> Result {
        let code = curl_easy_perform(raw)
        return Result(code: code, status: number(CURLINFO_RESPONSE_CODE), requestBytes: number(CURLINFO_REQUEST_SIZE))
    }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return vaultd_curl_number(raw, info, &value) == CURLE_OK ? value : 0
    }

    private func check(_ code: CURLcode) throws {
        guard code == CURLE_OK else { throw CurlTrouble(code: Int(code.rawValue)) }
    }
}

/// libcurl refused an option.
struct CurlTrouble: Error {
    let code: Int
}
