/// Sends SMS by a gateway that speaks HTTP, in the form that the settings describe.
struct HTTPGateway: NoticeCarrier {
    private let settings: Settings.SMS

    init(_ settings: Settings.SMS) { self.settings = settings }

    private static let noToken = "the token file cannot be read"

    func obstacle() -> String? { token() == nil ? Self.noToken : nil }

    func carry(_ message: RenderedNotice) -> CarriedNotice {
        guard let request = request(for: message) else { return CarriedNotice(.retry(.misconfigured), Self.noToken) }
        do {
            let result = try CurlRequest.send(request)
            return CarriedNotice(Self.outcome(of: result), result.summary)
        } catch {
            return CarriedNotice(.retry(.misconfigured), "\(type(of: error))")
        }
    }

    /// 2xx alone is a yes. Whoever only passes on, and says that the one behind it is gone (502, 504), cannot know.
    static func outcome(of result: CurlTransfer.Result) -> DeliveryOutcome {
        switch result.status {
        case 0 where result.requestBytes > 0: .unknown
        case 0: .retry(result.failure)
        case 200...299: .sent
        case 401, 403, 407: .retry(.notAuthorised)
        case 408, 425, 429, 500, 501, 503: .retry(.tryLater)
        case 502, 504: .unknown
        case 505...: .retry(.tryLater)
        default: .refused
        }
    }

    private func request(for message: RenderedNotice) -> CurlRequest.Request? {
        guard let token = token() else { return nil }
        let values = ["number": message.recipient, "text": message.text.body, "token": token]
        let isJSON = settings.encoding == "json"
        let type = isJSON ? "application/json" : "application/x-www-form-urlencoded"
        return CurlRequest.Request(
            address: Template.filled(settings.url, values, Template.percentEncoded),
            method: settings.method,
            headers: ["Content-Type: \(type)"] + settings.headers.map { Template.filled($0, ["token": token]) { $0 } },
            body: Template.filled(settings.body, values, isJSON ? Template.jsonEscaped : Template.percentEncoded),
            authorities: settings.authorities, timeout: settings.timeout)
    }

    /// Empty where the settings name none; nil where it cannot be read.
    private func token() -> String? { settings.tokenFile.isEmpty ? "" : SecretWord.read(settings.tokenFile) }
}

/// Text with `{placeholders}`.
enum Template {
    /// Each placeholder is replaced once, in one pass: what was filled in is never looked at for placeholders.
    static func filled(_ template: String, _ values: [String: String], _ escape: (String) -> String) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            let name = rest.dropFirst().prefix { $0 != "}" && $0 != "{" }
            if let value = values[String(name)], name.endIndex < rest.endIndex, rest[name.endIndex] == "}" {
                result += escape(value)
                rest = rest[rest.index(after: name.endIndex)...]
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    /// For the inside of a JSON string (RFC 8259 7).
    static func jsonEscaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 0x20: "\\u00" + Hex.encode([UInt8(scalar.value)])
            default: String(scalar)
            }
        }.joined()
    }

    /// Everything but the unreserved characters of RFC 3986 2.3.
    static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
            default: "%" + Hex.encode([byte]).uppercased()
            }
        }.joined()
    }
}
