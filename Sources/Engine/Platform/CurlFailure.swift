import CCurl

extension CurlTransfer.Result {
    /// Whether the other side took it.
    var isOK: Bool { code == CURLE_OK }

    /// Why it went wrong before the other side had anything.
    var failure: DeliveryFailure {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .notTrusted
        case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR: .noTLS
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: .notAuthorised
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT: .misconfigured
        default: .unreachable
        }
    }
}
