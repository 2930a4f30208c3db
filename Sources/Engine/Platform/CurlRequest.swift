import CCurl

/// Sends one HTTP request whose answer nobody reads but its status.
enum CurlRequest {
    /// A request. Header lines may hold no line break.
    struct Request: Sendable {
        let address: String
        let method: String
        let headers: [String]
        let body: String
        let authorities: String
        let timeout: Duration
    }

    /// Blocks until the other side has answered.
    ///
    /// - Throws: `CurlTrouble`, `fault`.
    static func send(_ request: Request) throws -> CurlTransfer.Result {
        let transfer = try CurlTransfer(address: request.address, protocols: "http,https", timeout: request.timeout)
        try transfer.protect(.byAddress, authorities: request.authorities)
        if request.method != "GET" {
            try transfer.set(CURLOPT_POSTFIELDSIZE, request.body.utf8.count)
            // The copying one: the text need not outlive this line.
            try transfer.set(CURLOPT_COPYPOSTFIELDS, request.body)
            try transfer.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        // `Expect: 100-continue` would make small gateways wait for nothing.
        try transfer.set(CURLOPT_HTTPHEADER, request.headers + ["Expect:"])
        return transfer.perform()
    }
}
