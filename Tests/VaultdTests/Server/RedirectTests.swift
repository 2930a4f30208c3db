import Engine
import Foundation
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@testable import vaultd

@Suite(.timeLimit(.minutes(1)))
struct RedirectTests {
    @Test(
        arguments: [
            ([], "safe.example", "/", "https://safe.example/"),
            ([], "safe.example:80", "/a?b=c", "https://safe.example/a?b=c"),
            ([], "[2001:db8::1]:80", "/", "https://[2001:db8::1]/"),
            ([], "192.0.2.7", "/", "https://192.0.2.7/"),
            (["safe.example", "coffre.example"], "coffre.example", "/x", "https://coffre.example/x"),
            (["safe.example"], "evil.example", "/x", "https://safe.example/x"),
            (["safe.example"], nil, "/x", "https://safe.example/x"),
            (["safe.example"], "safe.example", "//evil.example/", "https://safe.example//evil.example/"),
            (["safe.example"], "safe.example", "http://evil.example/x", "https://safe.example/x"),
            (["safe.example"], "safe.example", "http://evil.example", "https://safe.example/"),
        ] as [([String], String?, String, String)])
    func `a request is sent to its own place under HTTPS`(
        names: [String],
        host: String?,
        target: String,
        expected: String
    ) {
        #expect(RedirectTarget(hostNames: names, port: 443).location(host: host, target: target) == expected)
    }

    @Test func `a port that is not the usual one is named`() {
        #expect(
            RedirectTarget(hostNames: ["a.example"], port: 8443).location(host: nil, target: "/")
                == "https://a.example:8443/")
    }

    @Test(
        arguments: [
            (nil, "/"), ("", "/"), ("a b", "/"), ("a\"b", "/"), ("[::1", "/"), ("-a", "/"),
            ("a.example", "*"), ("a.example", "/é"), ("a.example", "/a b"), ("a.example", "javascript:x"),
        ] as [(String?, String)])
    func `a request that no browser sends is not redirected`(host: String?, target: String) {
        #expect(RedirectTarget(hostNames: [], port: 443).location(host: host, target: target) == nil)
    }

    static func run(
        challenges: String = "",
        _ prepare: (inout ConnectionLimits) -> Void = { _ in },
        _ body: (RedirectListener) async throws -> Void
    ) async throws {
        var limits = ConnectionLimits()
        prepare(&limits)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let listener = RedirectListener(
            sockets: .bind(addresses: ["127.0.0.1"], port: 0),
            limits: limits,
            target: { RedirectTarget(hostNames: ["safe.example"], port: 8443) },
            challenge: CertificateChallenge(folder: challenges),
            logger: logger
        )
        try await listener.open()
        let services = ServiceGroup(configuration: .init(services: [listener], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            try await body(listener)
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    @Test(arguments: [
        ("GET /a HTTP/1.1\r\nHost: safe.example\r\n\r\n", 301),
        ("HEAD /a HTTP/1.1\r\nHost: safe.example\r\n\r\n", 301),
        ("GET /a HTTP/1.0\r\n\r\n", 301),
        ("POST /a HTTP/1.1\r\nHost: safe.example\r\nContent-Length: 1000000\r\n\r\nabc", 308),
    ])
    func `the plain port answers with nothing but the way to HTTPS`(request: String, status: Int) async throws {
        try await Self.run { listener in
            try await RawClient.connect(.init(port: listener.port ?? 0, tls: nil)) { client in
                try await client.send(request)
                let answer = await client.readAll()
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
                #expect(answer.contains("location: https://safe.example:8443/a\r\n"))
                #expect(!answer.lowercased().contains("set-cookie"))
                #expect(answer.hasSuffix("\r\n\r\n"))
            }
        }
    }

    @Test func `an authority for certificates finds there what certbot wrote, and nothing else`() async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "vaultd-acme-\(UUID().uuidString)")
        let folder = root.appending(path: "site/.well-known/acme-challenge")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        try Data("proof".utf8).write(to: folder.appending(path: "token-_1"))
        try Data(repeating: 0x61, count: 5000).write(to: folder.appending(path: "large"))
        try Data("secret".utf8).write(to: root.appending(path: "secret"))
        try Data("hidden".utf8).write(to: folder.appending(path: ".hidden"))

        try await Self.run(challenges: root.appending(path: "site").path) { listener in
            func answer(_ request: String) async throws -> String {
                var answer = ""
                try await RawClient.connect(.init(port: listener.port ?? 0, tls: nil)) { client in
                    try await client.send(request + " HTTP/1.1\r\nHost: safe.example\r\n\r\n")
                    answer = await client.readAll()
                }
                return answer
            }
            let shown = try await answer("GET /.well-known/acme-challenge/token-_1")
            #expect(shown.hasPrefix("HTTP/1.1 200 "))
            #expect(shown.hasSuffix("\r\n\r\nproof"))
            let head = try await answer("HEAD /.well-known/acme-challenge/token-_1")
            #expect(head.contains("content-length: 5\r\n") && head.hasSuffix("\r\n\r\n"))
            for other in ["absent", "large", "", ".hidden", "..%2f..%2f..%2fsecret", "../../../secret", "token-_1?a", "a/b"]
            {
                let answered = try await answer("GET /.well-known/acme-challenge/" + other)
                #expect(answered.hasPrefix("HTTP/1.1 301 "), "\(other)")
            }
            #expect(try await answer("POST /.well-known/acme-challenge/token-_1").hasPrefix("HTTP/1.1 308 "))
        }
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 20_000) + "\r\n\r\n", 431),
    ])
    func `a malformed request is answered plainly`(request: String, status: Int) async throws {
        try await Self.run { listener in
            try await RawClient.connect(.init(port: listener.port ?? 0, tls: nil)) { client in
                try await client.send(request)
                #expect(await client.readAll().hasPrefix("HTTP/1.1 \(status) "))
            }
        }
    }

    @Test func `a header that never ends is ended`() async throws {
        try await Self.run {
            $0.header = .milliseconds(200)
        } _: { listener in
            try await RawClient.connect(.init(port: listener.port ?? 0, tls: nil)) { client in
                // On a busy machine the time may be over before the first byte is written.
                try? await client.send("GET / HTTP/1.1\r\n")
                _ = await client.readAll()
            }
            #expect(listener.counters.snapshot.headerTimeouts == 1)
        }
    }
}
