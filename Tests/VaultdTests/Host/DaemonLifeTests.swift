import AsyncHTTPClient
import Engine
import Foundation
import NIOCore
import TestSupport
import Testing

/// The real program, from its start to its end.
struct DaemonLifeTests {
    @Test func `it says READY once it serves, and STOPPING when it is asked to end`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        let address = try await daemon.start()
        #expect(try await TestHTTP.get(address + "/health").status == 200)
        #expect(await daemon.stop() == 0)
        #expect(daemon.notify.all.contains("STOPPING=1"))
        #expect(daemon.log.contains("event=serviceStarted"))
        #expect(!FileManager.default.fileExists(atPath: daemon.controlSocket))
    }

    @Test func `with a foreign key file it starts locked, says so, and goes on with the right one`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        try await daemon.start()
        #expect(await daemon.stop() == 0)
        try FileManager.default.moveItem(atPath: daemon.keyFile, toPath: daemon.folder + "/kept")
        let other = try DaemonProcess()
        try await other.prepare()
        try FileManager.default.copyItem(atPath: other.keyFile, toPath: daemon.keyFile)
        let address = try await daemon.start()
        #expect(daemon.notify.all.contains { $0.hasPrefix("STATUS=LOCKED") })
        #expect(try await TestHTTP.get(address + "/health").status == 503)
        let page = try await TestHTTP.get(address + "/sign-in")
        #expect(page.status == 503 && page.text.contains("<html lang=\"fr\""))

        try FileManager.default.removeItem(atPath: daemon.keyFile)
        try FileManager.default.moveItem(atPath: daemon.folder + "/kept", toPath: daemon.keyFile)
        daemon.signal(SIGHUP)
        #expect(await daemon.hears("READY=1"))
        #expect(try await TestHTTP.get(address + "/health").status == 200)
        #expect(await daemon.stop() == 0)
    }

    @Test func `without the key file over an existing store it starts locked and makes no new one`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        try await daemon.start()
        #expect(await daemon.stop() == 0)
        try FileManager.default.removeItem(atPath: daemon.keyFile)
        let made = try await daemon.run(["--config", daemon.settingsFile, "--init-keys", "--if-missing"])
        #expect(made.status == 78 && made.text.contains("A new key cannot open this store"))
        let address = try await daemon.start()
        #expect(try await TestHTTP.get(address + "/").status == 503)
        #expect(!FileManager.default.fileExists(atPath: daemon.keyFile))
        #expect(await daemon.stop(with: SIGINT) == 0)
    }

    @Test func `SIGHUP takes over what can change, and keeps the old where the file is bad`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        let address = try await daemon.start()
        try daemon.write(["web.service-name": "\"Mon coffre à moi\"", "web.max-connections": "99"])
        daemon.signal(SIGHUP)
        #expect(await daemon.hears("RELOADING=1"))
        #expect(await daemon.hears("READY=1"))
        #expect(try await TestHTTP.get(address + "/sign-in").text.contains("Mon coffre à moi"))
        #expect(daemon.log.contains("restart=web.max-connections"))
        try daemon.write(["web.service-name": "\"\""])
        daemon.signal(SIGHUP)
        #expect(await daemon.hears("READY=1"))
        #expect(try await TestHTTP.get(address + "/sign-in").text.contains("Mon coffre à moi"))
        #expect(daemon.log.contains("event=reloadRefused"))
        #expect(await daemon.stop() == 0)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a stop that comes on the heels of READY is in order too`(signal: Int32) async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        for _ in 0..<5 {
            try await daemon.start()
            #expect(await daemon.stop(with: signal) == 0)
        }
    }

    @Test func `a reload on the heels of READY kills nothing`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        for _ in 0..<5 {
            try await daemon.start()
            daemon.signal(SIGHUP)
            #expect(await daemon.hears("READY=1"))
            #expect(await daemon.stop() == 0)
        }
    }

    @Test func `the watchdog hears of a daemon that answers`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        try await daemon.start(environment: ["WATCHDOG_USEC": "300000"])
        #expect(await daemon.hears("WATCHDOG=1"))
        #expect(await daemon.hears("WATCHDOG=1"))
        #expect(await daemon.stop() == 0)
    }

    @Test func `a second daemon over the same state ends at once and leaves the first alone`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        let address = try await daemon.start()
        let second = try await daemon.run(["--config", daemon.settingsFile])
        #expect(second.status == 75)
        #expect(second.text.contains("Another vaultd uses"))
        #expect(try await TestHTTP.get(address + "/health").status == 200)
        #expect(await daemon.stop() == 0)
    }

    @Test func `a port in use is named`() async throws {
        let first = try DaemonProcess()
        try await first.prepare()
        let address = try await first.start()
        let port = try #require(address.split(separator: ":").last.map(String.init))
        let second = try DaemonProcess(settings: ["web.port": port])
        try await second.prepare()
        let ended = try await second.run(["--config", second.settingsFile])
        #expect(ended.status == 75)
        #expect(ended.text.contains("127.0.0.1:\(port) is in use"))
        #expect(await first.stop() == 0)
    }

    @Test func `without a key file and without a store it says how to make one`() async throws {
        let daemon = try DaemonProcess()
        let ended = try await daemon.run(["--config", daemon.settingsFile])
        #expect(ended.status == 78)
        #expect(ended.text.contains("--init-keys"))
    }

    @Test func `a key file is made once`() async throws {
        let daemon = try DaemonProcess()
        #expect(try await daemon.run(["--config", daemon.settingsFile, "--init-keys"]).status == 0)
        let bytes = try Data(contentsOf: URL(filePath: daemon.keyFile))
        #expect(try await daemon.run(["--config", daemon.settingsFile, "--init-keys"]).status == 75)
        #expect(try await daemon.run(["--config", daemon.settingsFile, "--init-keys", "--if-missing"]).status == 0)
        #expect(try Data(contentsOf: URL(filePath: daemon.keyFile)) == bytes)
    }

    @Test func `a settings file is checked without starting anything`() async throws {
        let daemon = try DaemonProcess()
        #expect(try await daemon.run(["--check-config", daemon.settingsFile]).text == "\(daemon.settingsFile): ok\n")
        try daemon.write(["web.prot": "1", "documents.max-size": "9 GiB"])
        let checked = try await daemon.run(["--check-config", daemon.settingsFile])
        #expect(checked.status == 78)
        #expect(checked.text.split(separator: "\n").count == 2)
        #expect(checked.text.contains("did you mean `web.port`?"))
        #expect(try await daemon.run(["--config", daemon.settingsFile]).status == 78)
    }

    @Test func `it leaves no core dump`() async throws {
        let daemon = try DaemonProcess()
        try await daemon.prepare()
        try await daemon.start()
        let limits = try String(contentsOfFile: "/proc/\(try #require(daemon.processID))/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").contains("0"))
        #expect(await daemon.stop() == 0)
    }
}
