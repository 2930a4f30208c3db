import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct SMSGatewayTests {
    private static let message = RenderedNotice.sample("Code \"1\\2\" à €\n{token}", to: "+33611223344")

    // MARK: HTTP

    private func with(
        _ answers: [String], _ body: (LineServer, Settings.SMS, OwnFolder) async throws -> Void
    ) async throws {
        try await OwnFolder.with { folder in
            let server = try await LineServer("sms_gateway.py", answers)
            var settings = Settings.SMS()
            settings.gateway = "http"
            settings.url = "http://127.0.0.1:\(server.port)/send"
            settings.body = #"{"to": "{number}", "text": "{text}"}"#
            settings.headers = ["Authorization: Bearer {token}"]
            settings.tokenFile = try folder.write("geheim\n", "token")
            settings.timeout = .seconds(120)
            try await body(server, settings, folder)
            await server.stop()
        }
    }

    @Test func `a gateway gets number, text and token in the form of the settings, as JSON`() async throws {
        try await with(["200"]) { server, settings, _ in
            #expect(HTTPGateway(settings).carry(Self.message).outcome == .sent)
            let request = try #require(try await server.next())
            #expect(request["method"] as? String == "POST")
            let headers = request["headers"] as? [String: String] ?? [:]
            #expect(headers["Authorization"] == "Bearer geheim")
            #expect(headers["Content-Type"] == "application/json")
            let body = try JSONSerialization.jsonObject(with: Data((request["body"] as? String ?? "").utf8))
            #expect(body as? [String: String] == ["to": "+33611223344", "text": "Code \"1\\2\" à €\n{token}"])
        }
    }

    @Test func `a gateway gets them as a form, or in the address`() async throws {
        try await with(["201"]) { server, settings, _ in
            var settings = settings
            settings.encoding = "form"
            settings.body = "n={number}&t={text}"
            #expect(HTTPGateway(settings).carry(Self.message).outcome == .sent)
            let form = try #require(try await server.next())
            let text = "n=%2B33611223344&t=Code%20%221%5C2%22%20%C3%A0%20%E2%82%AC%0A%7Btoken%7D"
            #expect(form["body"] as? String == text)

            settings.method = "GET"
            settings.url += "?" + settings.body
            #expect(HTTPGateway(settings).carry(Self.message).outcome == .sent)
            let query = try #require(try await server.next())
            #expect(query["method"] as? String == "GET")
            #expect(query["path"] as? String == "/send?\(text)")
        }
    }

    @Test func `a gateway that fails is tried again, and takes it then`() async throws {
        try await with(["500", "200"]) { _, settings, _ in
            #expect(HTTPGateway(settings).carry(Self.message).outcome == .retry(.tryLater))
            #expect(HTTPGateway(settings).carry(Self.message).outcome == .sent)
        }
    }

    @Test(arguments: [
        ("400", DeliveryOutcome.refused), ("404", .refused), ("302", .refused), ("401", .retry(.notAuthorised)),
        ("429", .retry(.tryLater)), ("503", .retry(.tryLater)), ("502", .unknown), ("504", .unknown),
    ])
    func `only 2xx is a yes`(_ status: String, _ outcome: DeliveryOutcome) async throws {
        try await with([status]) { _, settings, _ in
            #expect(HTTPGateway(settings).carry(Self.message).outcome == outcome)
        }
    }

    @Test func `a gateway that took the request and says nothing leaves it unknown`() async throws {
        try await with(["silent"]) { _, settings, _ in
            var settings = settings
            let outcome = await ended(gotThere: { $0 != DeliveryOutcome.retry(.timedOut) }) { limit in
                settings.timeout = limit
                return HTTPGateway(settings).carry(Self.message).outcome
            }
            #expect(outcome == .unknown)
        }
    }

    @Test func `nobody there certainly has nothing`() {
        var settings = Settings.SMS()
        settings.url = "http://127.0.0.1:1/"
        #expect(HTTPGateway(settings).carry(Self.message).outcome == .retry(.unreachable))
    }

    @Test func `a missing token is told before anything is sent`() async throws {
        try await with(["200"]) { _, settings, folder in
            try FileManager.default.removeItem(atPath: folder.path + "/token")
            #expect(HTTPGateway(settings).carry(Self.message).outcome == .retry(.misconfigured))
        }
    }

    // MARK: A command

    private func command(_ script: String, timeout: Duration = .seconds(120)) async throws -> (
        CarriedNotice, OwnFolderContent
    ) {
        try await OwnFolder.with { folder in
            let program = try folder.write("#!/bin/sh\ncd '\(folder.path)'\n\(script)\n", "send")
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
            var settings = Settings.SMS()
            settings.gateway = "command"
            settings.command = [program, "--to", "{number}", "$(touch evil); {text}"]
            settings.timeout = timeout
            var carried = CommandGateway(settings).carry(Self.message)
            // A child that another test has just forked may hold the script open for writing.
            while carried.cause.contains(String(cString: strerror(ETXTBSY))) {
                carried = CommandGateway(settings).carry(Self.message)
            }
            return (carried, OwnFolderContent(folder))
        }
    }

    @Test func `a command gets the number as an argument and the text on standard input, without a shell`() async throws {
        let (carried, files) = try await command(
            #"printf '%s|' "$@" >arguments; cat >text; env >environment; ls /proc/self/fd >open"#)
        #expect(carried.outcome == .sent)
        #expect(files["arguments"] == "--to|+33611223344|$(touch evil); {text}|")
        #expect(files["text"] == Self.message.text.body)
        #expect(files["evil"] == nil)
        let variables = (files["environment"] ?? "").split(separator: "\n").map { $0.prefix { $0 != "=" } }
        #expect(Set(variables).isSubset(of: ["PATH", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_"]))
        // 0, 1, 2 and the folder that ls itself has open.
        #expect((files["open"] ?? "").split(separator: "\n").count <= 4)
    }

    @Test(arguments: [
        ("exit 0", DeliveryOutcome.sent), ("exit 75", .retry(.tryLater)), ("exit 1", .refused), ("kill -9 $$", .unknown),
    ])
    func `how a command ends says what became of the message`(_ script: String, _ outcome: DeliveryOutcome) async throws {
        #expect(try await command(script).0.outcome == outcome)
    }

    @Test func `a command that hangs is killed with all that it started, and leaves it unknown`() async throws {
        let (carried, files) = try await ended(gotThere: { $0.1["child"]?.isEmpty == false }) { limit in
            try await command("sleep 600 & echo $! >child; wait", timeout: limit)
        }
        #expect(carried.outcome == .unknown)
        let child = try #require(Int32((files["child"] ?? "").trimmingCharacters(in: .newlines)))
        // Killed, it is gone as soon as a processor has time for its end; alone, it would sleep for ten minutes.
        let limit = ContinuousClock.now + .seconds(120)
        while Self.isAlive(child), ContinuousClock.now < limit { await Task.yield() }
        #expect(!Self.isAlive(child))
    }

    private static func isAlive(_ process: Int32) -> Bool {
        guard let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !state.contains(") Z ") && !state.contains(") X ")
    }

    @Test func `a command that is not there certainly sent nothing`() {
        var settings = Settings.SMS()
        settings.command = ["/nothing/here", "{number}"]
        #expect(CommandGateway(settings).carry(Self.message).outcome == .retry(.misconfigured))
    }

    // MARK: smstools

    @Test func `a message in GSM letters lies whole in the spool folder, with the number as smstools wants it`() async throws
    {
        try await OwnFolder.with { folder in
            var settings = Settings.SMS()
            settings.spool = folder.path
            let message = RenderedNotice.sample("Votre code : 1234 à €", to: "+33611223344")
            #expect(SpoolGateway(settings).carry(message).outcome == .sent)
            #expect(folder.names == ["vaultd-\(message.id.text)"])
            let file = folder.path + "/" + (folder.names.first ?? "")
            #expect(
                try String(contentsOfFile: file, encoding: .utf8)
                    == "To: 33611223344\nAlphabet: UTF-8\n\nVotre code : 1234 à €")
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o660)
            // The same message again: never a second file.
            #expect(SpoolGateway(settings).carry(message).outcome == .retry(.misconfigured))
            #expect(folder.names.count == 1)
        }
    }

    @Test func `other letters are written in UCS-2`() {
        let message = RenderedNotice.sample("رمز 1", to: "+33611223344")
        let head = Array("To: 33611223344\nAlphabet: UCS\n\n".utf8)
        #expect(SpoolGateway.content(message) == head + [0x06, 0x31, 0x06, 0x45, 0x06, 0x32, 0x00, 0x20, 0x00, 0x31])
    }

    @Test func `a spool folder that is missing certainly has nothing`() {
        var settings = Settings.SMS()
        settings.spool = "/nothing/here"
        #expect(SpoolGateway(settings).carry(Self.message).outcome == .retry(.misconfigured))
    }

    // MARK: Length

    @Test func `an SMS is counted in the letters that the networks count`() {
        #expect(SMSText(String(repeating: "é", count: 160)).parts == 1)
        #expect(SMSText(String(repeating: "é", count: 161)).parts == 2)
        #expect(SMSText(String(repeating: "€", count: 80)).parts == 1)
        #expect(SMSText(String(repeating: "€", count: 81)).parts == 2)
        #expect(SMSText(String(repeating: "ê", count: 70)).parts == 1)
        #expect(SMSText(String(repeating: "ê", count: 71)).parts == 2)
        #expect(!SMSText("l’eau").isGSM)
        #expect(SMSText("l'eau @ {[~]}").isGSM)
    }
}

/// What lay in a folder when the test had ended.
struct OwnFolderContent {
    private let files: [String: String]

    init(_ folder: OwnFolder) {
        files = Dictionary(
            uniqueKeysWithValues: folder.names.compactMap { name in
                (try? String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)).map { (name, $0) }
            })
    }

    subscript(name: String) -> String? { files[name] }
}
