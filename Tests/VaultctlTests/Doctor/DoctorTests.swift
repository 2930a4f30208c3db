import ControlAPI
import Foundation
import Testing
import TestSupport

@testable import vaultctl

struct DoctorTests {
    @Test func `the gravest finding decides how the doctor ends`() {
        #expect([Finding(.ok, "a"), Finding(.note, "b")].exitCode == 0)
        #expect([Finding(.ok, "a"), Finding(.warning, "b")].exitCode == 1)
        #expect([Finding(.warning, "a"), Finding(.failure, "b"), Finding(.note, "c")].exitCode == 2)
    }

    @Test func `a socket that failed names the program that has its port`() {
        let unit = ["Id": "vaultd.socket", "LoadState": "loaded", "ActiveState": "failed", "Result": "resources"]
        let taken = SystemdFindings.finding(unit) { $0 == 443 ? "nginx (812)" : nil }
        #expect(taken.level == .failure)
        #expect(taken.text == "port 443 is taken by nginx (812), so vaultd.socket is failed")
        let free = SystemdFindings.finding(unit) { _ in nil }
        #expect(free.text == "vaultd.socket is failed (resources)")
    }

    @Test func `a service that is restarted over and over is a warning though it is up`() {
        let unit = ["Id": "vaultd.service", "ActiveState": "active", "NRestarts": "7"]
        #expect(SystemdFindings.finding(unit) { _ in nil }.level == .warning)
    }

    @Test func `what systemctl shows is read unit by unit`() {
        let units = SystemdFindings.parse("Id=a\nActiveState=active\n\nId=b\nActiveState=\nResult=x=y\n")
        #expect(units == [["Id": "a", "ActiveState": "active"], ["Id": "b", "ActiveState": "", "Result": "x=y"]])
    }

    @Test func `a listener is found in the kernel's table by its port, and a connection to it is not one`() {
        let table = [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0",
            "   1: 0100007F:01BB 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1",
            "   2: 00000000:101BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0",
        ]
        #expect(PortHolder.listeners(in: table, port: 443) == ["4711"])
        #expect(PortHolder.listeners(in: table, port: 80) == [])
    }

    @Test func `places are those of the settings, and the package's where these cannot be read`() {
        let places = Places(saidByDaemon: "state /srv/safe\nkeys.file /media/key/with blank\n/etc/x.yaml: ok\n")
        #expect(places.state == "/srv/safe")
        #expect(places.keyFile == "/media/key/with blank")
        #expect(places.signatures == "/var/lib/clamav")
        #expect(!places.sendsNotices)
        #expect(Places(saidByDaemon: "mail.server \nsms.gateway off").sendsNotices == false)
        #expect(Places(saidByDaemon: "mail.server smtp.example.org").sendsNotices)
        #expect(Places(saidByDaemon: "sms.gateway spool").sendsNotices)
        let closed = PostFindings.finding(code: 69, said: "email: the password file cannot be read\nsms: can be sent\n")
        #expect(
            closed.level == .failure && closed.text.contains("email: the password file cannot be read; sms: can be sent"))
        #expect(PostFindings.finding(code: 0, said: "email: can be sent\n") == Finding(.ok, "email: can be sent"))
    }

    @Test func `who answers for the service, and for the data, is asked for until the settings say it`() throws {
        func findings(_ said: String) -> [Finding] {
            TextFindings.all(Places(saidByDaemon: said), config: "/etc/vaultd/vaultd.yaml")
        }
        let empty = findings("state /srv\ntexts.provider \ntexts.dpo-contact \n/etc/x.yaml: ok\n")
        #expect(empty.map(\.level) == [.note, .note])
        for (finding, key) in zip(empty, ["texts.provider", "texts.dpo-contact"]) {
            #expect(finding.text.hasPrefix("\(key) is empty"))
            let hint = try #require(finding.hint)
            #expect(hint.contains("into \(key) in /etc/vaultd/vaultd.yaml") && hint.contains("vaultctl reload"))
        }
        #expect(findings("texts.provider CCAS, 1 place du Marché\ntexts.dpo-contact dpo@example.org\n").isEmpty)
        #expect(findings("texts.provider CCAS\ntexts.dpo-contact \n").count == 1)
        #expect(findings("/etc/x.yaml: cannot be read").isEmpty)
    }

    @Test func `a missing key file is a failure beside a store and left to do without one`() throws {
        let folder = NSTemporaryDirectory() + "doctor-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let places = Places(saidByDaemon: "state \(folder)\nkeys.file \(folder)/none\nscanner.databases \(folder)/none")
        let machine = MachineFindings(places: places, isRoot: true)
        #expect(machine.keyFile().level == .note)
        #expect(machine.signatures(now: 0).level == .warning)
        try Data([1]).write(to: URL(filePath: folder + "/catalog.sqlite"))
        #expect(machine.keyFile().level == .failure)
    }

    @Test func `a program's output and code are taken, and one that is not there is none`() {
        let said = ChildProcess.run("sh", ["-c", "echo out; echo err >&2; exit 7"])
        #expect(said?.code == 7)
        #expect(said?.output == "out\nerr\n")
        #expect(ChildProcess.run("/no/such/program", []) == nil)
    }
}
