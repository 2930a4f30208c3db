import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite struct MailerTests {
    private struct Post {
        let server: LineServer
        var settings = Settings.Mail()

        func carry(_ message: RenderedNotice = .sample()) -> CarriedNotice { Mailer(settings).carry(message) }
    }

    /// A server in this mode, and settings that fit it.
    private func with(_ mode: String, _ body: (inout Post) async throws -> Void) async throws {
        try await OwnFolder.with { folder in
            let authority = try await TestAuthority(in: folder.path)
            let server = try await LineServer("mail_server.py", [mode, authority.certificate, authority.key])
            var post = Post(server: server)
            post.settings.server = "localhost"
            post.settings.port = server.port
            post.settings.from = "coffre@example.org"
            post.settings.authorities = authority.certificate
            post.settings.user = "vaultd"
            post.settings.passwordFile = try folder.write("Très secret 7\n", "password")
            post.settings.timeout = .seconds(120)
            try await body(&post)
            await server.stop()
        }
    }

    private func headers(_ message: [String: Any]) -> [String: String] {
        let pairs = (message["headers"] as? [[String]] ?? []).map { ($0[0], $0[1]) }
        return Dictionary(pairs, uniquingKeysWith: { $0 + " AND " + $1 })
    }

    @Test func `an e-mail arrives by STARTTLS and AUTH, whole, with the headers of a machine`() async throws {
        try await with("starttls") { post in
            let message = RenderedNotice.sample("Bonjour,\n\nVotre code : 123456.\n.\nمرحبا", subject: "Votre code, à vous")
            #expect(post.carry(message).outcome == .sent)
            let seen = try #require(try await post.server.next())
            #expect(seen["to"] as? [String] == ["awa@example.org"])
            #expect(seen["from"] as? String == "coffre@example.org")
            #expect(seen["tls"] as? Bool == true)
            let body = (seen["body"] as? String)?.replacingOccurrences(of: "\r\n", with: "\n")
            #expect(body?.trimmingCharacters(in: .newlines) == "Bonjour,\n\nVotre code : 123456.\n.\nمرحبا")
            let headers = headers(seen)
            #expect(headers["Subject"] == "Votre code, à vous")
            #expect(headers["From"] == "Coffre <coffre@example.org>")
            #expect(headers["To"] == "<awa@example.org>" || headers["To"] == "awa@example.org")
            #expect(headers["Auto-Submitted"] == "auto-generated")
            #expect(headers["Message-ID"] == "<\(message.id.text)@example.org>")
            #expect(headers["Date"] == "Wed, 18 Nov 2026 11:06:40 +0000")
        }
    }

    @Test func `a server that speaks TLS from the first byte is spoken to so`() async throws {
        try await with("tls") { post in
            post.settings.security = "tls"
            #expect(post.carry().outcome == .sent)
            let seen = try await post.server.next()
            #expect(seen?["tls"] as? Bool == true)
        }
    }

    @Test func `a wrong password is told as such, to be tried again once it is right`() async throws {
        try await with("starttls") { post in
            let right = post.settings.passwordFile
            post.settings.passwordFile = right + ".wrong"
            try "falsch".write(toFile: post.settings.passwordFile, atomically: true, encoding: .utf8)
            #expect(post.carry().outcome == .retry(.notAuthorised))
            post.settings.passwordFile = right
            #expect(post.carry().outcome == .sent)
        }
    }

    @Test func `a server that wants a sign-in, and gets none, is tried again once there is one`() async throws {
        try await with("starttls") { post in
            post.settings.user = ""
            #expect(post.carry().outcome == .retry(.notAuthorised))
        }
    }

    @Test func `a password file that is missing is told before anything is sent`() async throws {
        try await with("starttls") { post in
            post.settings.passwordFile = "/nothing/here"
            #expect(post.carry().outcome == .retry(.misconfigured))
        }
    }

    @Test func `a certificate that nobody vouches for gets no message`() async throws {
        try await with("starttls") { post in
            post.settings.authorities = ""
            #expect(post.carry().outcome == .retry(.notTrusted))
        }
    }

    @Test func `a certificate for another name gets no message`() async throws {
        try await with("starttls") { post in
            post.settings.server = "127.0.0.1"
            #expect(post.carry().outcome == .retry(.notTrusted))
        }
    }

    @Test func `a server without STARTTLS gets no message`() async throws {
        try await with("plain") { post in
            post.settings.user = ""
            post.settings.passwordFile = ""
            #expect(post.carry().outcome == .retry(.noTLS))
            post.settings.security = "off"
            #expect(post.carry().outcome == .sent)
        }
    }

    @Test func `whoever is asked to come back later is let in later`() async throws {
        try await with("later") { post in
            #expect(post.carry().outcome == .retry(.tryLater))
            #expect(post.carry().outcome == .sent)
        }
    }

    @Test func `a recipient that does not exist is given up`() async throws {
        try await with("refuse") { post in #expect(post.carry().outcome == .refused) }
    }

    @Test func `a connection that ends in the middle of the message leaves it unknown`() async throws {
        try await with("cut") { post in #expect(post.carry().outcome == .unknown) }
    }

    @Test func `a server that is silent at the start is given up in time, and certainly has nothing`() async throws {
        try await with("slow-start") { post in
            post.settings.timeout = .seconds(1)
            #expect(post.carry().outcome == .retry(.timedOut))
        }
    }

    @Test func `a server that is silent after the message leaves it unknown`() async throws {
        try await with("slow-end") { post in
            let outcome = await ended(gotThere: { $0 != DeliveryOutcome.retry(.timedOut) }) { limit in
                post.settings.timeout = limit
                return post.carry().outcome
            }
            #expect(outcome == .unknown)
        }
    }

    @Test func `nobody there is told as unreachable`() {
        var settings = Settings.Mail()
        settings.server = "127.0.0.1"
        settings.port = 1
        settings.from = "coffre@example.org"
        #expect(Mailer(settings).carry(.sample()).outcome == .retry(.unreachable))
    }

    @Test func `no text can put a header or a recipient of its own into a message`() async throws {
        try await with("starttls") { post in
            let evil = "Bonjour\r\nBcc: eve@example.org\r\n\r\nautre"
            let message = RenderedNotice.sample(evil, subject: evil, from: evil)
            #expect(post.carry(message).outcome == .sent)
            let seen = try #require(try await post.server.next())
            #expect(seen["to"] as? [String] == ["awa@example.org"])
            #expect(headers(seen)["Bcc"] == nil)
            #expect(headers(seen)["Subject"] == "Bonjour  Bcc: eve@example.org    autre")
        }
    }

    @Test(arguments: [
        "awa@example.org\r\nRCPT TO:<eve@example.org>", "awa@example.org> <eve@example.org", "awa", "@example.org",
        "awa@", "a b@example.org", "awa@example..org", "\"a\"@example.org", "awa@[127.0.0.1]",
    ])
    func `what is no address is no recipient`(_ text: String) {
        #expect(throws: VaultFailure(.fieldUnusable)) { try Recipient(text, channel: .email) }
    }

    @Test(arguments: ["+33611223344; rm", "0611223344", "+33 6", "--help", "+1234567", "+1234567890123456"])
    func `what is no number is no recipient`(_ text: String) {
        #expect(throws: VaultFailure(.fieldUnusable)) { try Recipient(text, channel: .sms) }
    }

    @Test func `a long subject is cut into words of at most 75 characters, between letters`() {
        let words = MailHeaders.words(String(repeating: "éà€😀", count: 40)).split(separator: " ")
        #expect(words.allSatisfy { $0.count <= 75 })
        let bytes = words.flatMap { word in Array(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) ?? Data()) }
        #expect(String(decoding: bytes, as: UTF8.self) == String(repeating: "éà€😀", count: 40))
        #expect(
            words.allSatisfy {
                String(validating: Array(Data(base64Encoded: String($0.dropFirst(10).dropLast(2))) ?? Data()), as: UTF8.self)
                    != nil
            })
    }
}
