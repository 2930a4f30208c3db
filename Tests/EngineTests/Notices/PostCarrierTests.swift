import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct PostCarrierTests {
    private struct Post {
        let folder: OwnFolder
        let server: LineServer
        var settings = Settings()
    }

    /// A mail server in this mode, and settings that fit it.
    private func with(_ mode: String, _ body: (inout Post) async throws -> Void) async throws {
        try await OwnFolder.with { folder in
            let authority = try await TestAuthority(in: folder.path)
            var post = Post(
                folder: folder, server: try await LineServer("mail_server.py", [mode, authority.certificate, authority.key]))
            post.settings.mail.server = "localhost"
            post.settings.mail.port = post.server.port
            post.settings.mail.from = "coffre@example.org"
            post.settings.mail.authorities = authority.certificate
            post.settings.mail.user = "vaultd"
            post.settings.mail.passwordFile = try folder.write("Très secret 7\n", "password")
            post.settings.mail.timeout = .seconds(120)
            try await body(&post)
            await post.server.stop()
        }
    }

    private func carrier(_ socket: PostSocket, _ channel: Notice.Channel = .email) -> PostCarrier {
        PostCarrier(socket: socket.path, channel: channel, timeout: .seconds(120))
    }

    /// A carrier whose other side does this.
    private func facing(
        _ serve: @escaping @Sendable (LocalStream) throws -> Void, _ body: (PostCarrier) throws -> Void
    ) async throws {
        try await OwnFolder.with { folder in
            let socket = try PostSocket(in: folder) { descriptor in
                try? serve(LocalStream(OwnedDescriptor(descriptor)))
            }
            try body(carrier(socket))
            withExtendedLifetime(socket) {}
        }
    }

    private static var soon: ContinuousClock.Instant { .now + .seconds(120) }

    @Test func `a message arrives through the socket as it would without it`() async throws {
        try await with("starttls") { post in
            let socket = try PostSocket(in: post.folder, post.settings)
            let message = RenderedNotice.sample("Bonjour,\n\nVotre code : 123456.\n.\nمرحبا", subject: "Votre code, à vous")
            #expect(carrier(socket).obstacle() == nil)
            #expect(carrier(socket).carry(message).outcome == .sent)
            let seen = try #require(try await post.server.next())
            #expect(seen["to"] as? [String] == ["awa@example.org"])
            let body = (seen["body"] as? String)?.replacingOccurrences(of: "\r\n", with: "\n")
            #expect(body?.trimmingCharacters(in: .newlines) == "Bonjour,\n\nVotre code : 123456.\n.\nمرحبا")
            let headers = (seen["headers"] as? [[String]] ?? []).map { $0.joined(separator: ": ") }
            #expect(headers.contains("Subject: Votre code, à vous"))
            #expect(headers.contains("Message-ID: <\(message.id.text)@example.org>"))
            #expect(headers.contains("Date: Wed, 18 Nov 2026 11:06:40 +0000"))
        }
    }

    @Test func `what the server refuses is refused, and the cause holds nothing of the message`() async throws {
        try await with("refuse") { post in
            let socket = try PostSocket(in: post.folder, post.settings)
            let carried = carrier(socket).carry(.sample("Code 987654"))
            #expect(carried.outcome == .refused)
            for word in ["987654", "awa", "secret"] { #expect(!carried.cause.contains(word), "\(carried.cause)") }
        }
    }

    @Test func `an SMS takes the same way, and the channel that is off is told as such`() async throws {
        try await OwnFolder.with { folder in
            var settings = Settings()
            settings.sms.gateway = "spool"
            settings.sms.spool = folder.path
            let socket = try PostSocket(in: folder, settings)
            #expect(carrier(socket, .sms).carry(.sample(to: "+33611223344")).outcome == .sent)
            #expect(folder.names.contains { $0.hasPrefix("vaultd-") })
            #expect(carrier(socket).carry(.sample()).outcome == .retry(.switchedOff))
        }
    }

    @Test func `a wrong recipient is refused on the other side too, whoever asks`() async throws {
        try await with("plain") { post in
            post.settings.mail.security = "off"
            post.settings.mail.user = ""
            post.settings.mail.passwordFile = ""
            let socket = try PostSocket(in: post.folder, post.settings)
            let evil = "awa@example.org>\r\nRCPT TO:<eve@example.org"
            #expect(carrier(socket).carry(.sample(to: evil)).outcome == .refused)
            #expect(carrier(socket).carry(.sample("the next one")).outcome == .sent)
            let seen = try await post.server.next()
            #expect((seen?["body"] as? String)?.contains("the next one") == true, "the other one was sent")
        }
    }

    @Test func `what is no request, too long or cut off is answered by a refusal, and nothing is sent`() async throws {
        try await with("plain") { post in
            post.settings.mail.security = "off"
            post.settings.mail.user = ""
            post.settings.mail.passwordFile = ""
            let socket = try PostSocket(in: post.folder, post.settings)
            let whole = try PostRequest(.email, .sample("never to be sent")).encoded()
            let long = [UInt8](repeating: UInt8(ascii: " "), count: PostProtocol.longestRequest) + whole
            for bytes in [Array("GET / HTTP/1.1\r\n\r\n".utf8), [], [0xFF, 0], Array(whole.dropLast()), long] {
                #expect(try socket.answer(to: bytes)?.outcome == .refused)
            }
            #expect(try socket.answer(to: try PostRequest(.email, .sample("the first")).encoded())?.outcome == .sent)
            let seen = try await post.server.next()
            #expect((seen?["body"] as? String)?.contains("the first") == true, "another one was sent before")
        }
    }

    @Test func `a message that is too long never leaves`() async throws {
        try await facing({ _ in }) { carrier in
            let body = String(repeating: "a", count: PostProtocol.longestRequest)
            #expect(carrier.carry(.sample(body)).outcome == .refused)
        }
    }

    @Test func `a socket that is missing, or that nobody listens on, is tried again`() async throws {
        try await OwnFolder.with { folder in
            let missing = PostCarrier(socket: folder.path + "/none", channel: .email, timeout: .seconds(120))
            #expect(missing.carry(.sample()).outcome == .retry(.noPost))
            #expect(missing.obstacle()?.contains("does not answer") == true)
            let path = try folder.write("", "stale")
            let stale = PostCarrier(socket: path, channel: .email, timeout: .seconds(120))
            #expect(stale.carry(.sample()).outcome == .retry(.noPost))
        }
    }

    @Test func `whoever hangs up before the greeting has nothing, as where there are too many`() async throws {
        try await facing({ _ in }) { #expect($0.carry(.sample()).outcome == .retry(.noPost)) }
    }

    @Test func `another version on the other side gets nothing`() async throws {
        let heard = Mutex<[UInt8]?>(nil)
        try await OwnFolder.with { folder in
            let (ends, end) = AsyncStream<Void>.makeStream()
            let socket = try PostSocket(in: folder) { descriptor in
                let stream = LocalStream(OwnedDescriptor(descriptor))
                try? stream.write(Array("vaultd-post 2\n".utf8), by: Self.soon)
                let bytes = try? stream.readAll(limit: 100_000, by: Self.soon)
                heard.withLock { $0 = bytes }
                end.finish()
            }
            #expect(carrier(socket).carry(.sample()).outcome == .retry(.noPost))
            for await _ in ends {}
        }
        #expect(heard.withLock { $0 } == [])
    }

    @Test func `whoever ends with the message in hand, or talks nonsense then, leaves it unknown`() async throws {
        for nonsense in ["", "yes", #"{"outcome":"ready","cause":""}"#, #"{"outcome":"retry","failure":"new","cause":""}"#] {
            try await facing({ stream in
                try stream.write(PostProtocol.greeting, by: Self.soon)
                _ = try stream.readAll(limit: PostProtocol.longestRequest, by: Self.soon)
                try stream.write(Array(nonsense.utf8), by: Self.soon)
            }) { carrier in
                #expect(carrier.carry(.sample()).outcome == .unknown, "\(nonsense)")
            }
        }
    }

    @Test func `an endless answer is cut off`() async throws {
        try await facing({ stream in
            try stream.write(PostProtocol.greeting, by: Self.soon)
            while true { try stream.write([UInt8](repeating: 0x20, count: 4096), by: Self.soon) }
        }) { carrier in #expect(carrier.carry(.sample()).outcome == .unknown) }
    }

    @Test func `a cause from the other side cannot break a line of the log`() {
        let reply = PostReply(.refused, "no\u{1B}[2J\nroot: fake" + String(repeating: "x", count: 500))
        #expect(reply.said.utf8.count <= 200 && !reply.said.contains("\n") && !reply.said.contains("\u{1B}"))
    }

    @Test func `what stands in the way is said before anything is sent`() async throws {
        try await with("starttls") { post in
            post.settings.mail.passwordFile = "/nothing/here"
            let socket = try PostSocket(in: post.folder, post.settings)
            #expect(carrier(socket).obstacle() == "the password file cannot be read")
            #expect(carrier(socket).carry(.sample()).outcome == .retry(.misconfigured))
            var settings = post.settings
            settings.sms.gateway = "command"
            settings.sms.command = ["/nothing/here", "{number}"]
            let answers = PostInquiry.ask(socket.path, settings)
            #expect(answers.map(\.channel) == [.email, .sms])
            #expect(answers.last?.obstacle == "the channel is off in the settings")
        }
    }

    @Test func `settings that cannot be used are a reason to try again`() async throws {
        try await OwnFolder.with { folder in
            let socket = try PostSocket(in: folder) { descriptor in
                _ = Postman { throw VaultFailure(.settingsUnusable, ["reason": "line 3"]) }.serve(descriptor)
            }
            #expect(carrier(socket).carry(.sample()).outcome == .retry(.misconfigured))
        }
    }
}
