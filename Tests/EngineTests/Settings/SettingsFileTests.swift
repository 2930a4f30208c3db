import Foundation
import Testing

@testable import Engine

struct SettingsFileTests {
    @Test(arguments: [
        BadSettings("web:\n  prot: 443", line: 2, "`web.prot` is not known; did you mean `web.port`?"),
        BadSettings("wbe:\n  port: 443", line: 1, "`wbe` is not known; did you mean `web`?"),
        BadSettings("port: 443", line: 1, "`port` is not known; did you mean `web.port`?"),
        BadSettings("stat: /srv", line: 1, "`stat` is not known; did you mean `state`?"),
        BadSettings("web:\n  bananas: 1", line: 2, "`web.bananas` is not known"),
        BadSettings("web:\n  port: 70000", line: 2, "web.port: 70000 is out of bounds: it must be a number, 0 to 65535"),
        BadSettings("web:\n  port: many", line: 2, "web.port: `many` is not a whole number"),
        BadSettings("web:\n  port: 4.5", line: 2, "web.port: `4.5` is not a whole number"),
        BadSettings("web:\n  port:", line: 2, "web.port: it has no value; give one, or remove the line"),
        BadSettings("web:\n  port: [1, 2]", line: 2, "web.port: it takes one value, not a list"),
        BadSettings("web:\n  port: {a: 1}", line: 2, "web.port: it takes plain values only"),
        BadSettings("web:\n  addresses: [localhost]", line: 2, "web.addresses: `localhost` is not an IP address"),
        BadSettings("web:\n  host-names: [-a.fr]", line: 2, "web.host-names: `-a.fr` is not a host name"),
        BadSettings("state: data", line: 1, "state: `data` is not a path from the root"),
        BadSettings("documents:\n  max-size: 50 MB", line: 2, "documents.max-size: `50 MB` has no unit of B, KiB, MiB, GiB"),
        BadSettings("documents:\n  max-size: big", line: 2, "documents.max-size: `big` is not a size such as 50 MiB"),
        BadSettings(
            "documents:\n  max-size: 99999999999 GiB", line: 2,
            "documents.max-size: `99999999999 GiB` is more than any machine holds"),
        BadSettings(
            "signing-in:\n  idle: 20 minutes", line: 2,
            "signing-in.idle: `20 minutes` is not a duration such as 30s, 20m, 12h or 7d"),
        BadSettings(
            "signing-in:\n  idle: -5m", line: 2, "signing-in.idle: `-5m` is not a duration such as 30s, 20m, 12h or 7d"),
        BadSettings("backups:\n  at: 25:00", line: 2, "backups.at: `25:00` is not a time of day such as \"02:15\""),
        BadSettings("backups:\n  zone: Paris", line: 2, "backups.zone: `Paris` is not a time zone such as Europe/Paris"),
        BadSettings("keys:\n  allow-in-state: maybe", line: 2, "keys.allow-in-state: `maybe` is neither true nor false"),
        BadSettings(
            "log:\n  level: loud", line: 2,
            "log.level: `loud` is none of trace, debug, info, notice, warning, error, critical"),
        BadSettings("web: 443", line: 1, "`web` is a section of `key: value` lines"),
        BadSettings("- a", line: 1, "the file must hold `key: value` lines"),
        BadSettings("web:\n\tport: 9", line: 2, "the line begins with a tab; only blanks may"),
        BadSettings("state: /a\nstate: /b", line: 2, "`state` is given twice"),
        BadSettings("web:\n  service-name: \"\"", line: 2, "web.service-name: it must have 1 to 60 characters"),
        BadSettings("web:\n  service-name: \"a\\nb\"", line: 2, "web.service-name: it holds control characters"),
    ])
    func `what is not understood is named with its line and its reason`(bad: BadSettings) {
        #expect(SettingsFile(yaml: bad.yaml).problems == [SettingsProblem(line: bad.line, reason: bad.reason)])
    }

    @Test func `text that is no YAML is named with its line`() throws {
        let problems = SettingsFile(yaml: "state: /a\nweb: [1, 2\nlog:\n").problems
        #expect(problems.count == 1)
        let problem = try #require(problems.first)
        #expect(problem.reason.hasPrefix("not YAML: "))
        #expect((2...4).contains(problem.line ?? 0))
    }

    @Test(arguments: [
        BadSettings(
            "web:\n  certificate: /c.pem", line: 2, "web.certificate: web.certificate and web.private-key belong together"),
        BadSettings("web:\n  port: 80", line: nil, "web.redirect-port: it is the HTTPS port already"),
        BadSettings(
            "documents:\n  max-size: 1 GiB\n  safe-quota: 2 GiB\n  upload-memory: 512 MiB", line: 4,
            "documents.upload-memory: it is smaller than documents.max-size, so the largest document could never be sent"),
        BadSettings(
            "documents:\n  max-size: 100 MiB\n  safe-quota: 50 MiB", line: 3,
            "documents.safe-quota: it is smaller than documents.max-size, so the largest document would fit in no safe"),
        BadSettings("signing-in:\n  public-idle: 1h", line: 2, "signing-in.public-idle: it is longer than signing-in.idle"),
        BadSettings(
            "purges:\n  unused-age: 100d", line: 2,
            "purges.unused-age: it is shorter than 365d, and people come back after a winter; 0s switches it off"),
        BadSettings(
            "state: /srv\nscanner:\n  temporary: /srv/tmp", line: 3,
            "scanner.temporary: it lies in the state folder, where unpacked plaintext would reach the disk"),
    ])
    func `settings that do not fit together are refused at the line to blame`(bad: BadSettings) {
        #expect(SettingsFile(yaml: bad.yaml).problems == [SettingsProblem(line: bad.line, reason: bad.reason)])
    }

    @Test(arguments: [
        ("signing-in:\n  minimum-password-length: 8", "signing-in.minimum-password-length"),
        ("signing-in:\n  bcrypt-cost: 9", "signing-in.bcrypt-cost"),
        ("backups:\n  keep-days: 0", "backups.keep-days"),
        ("backups:\n  keep-days: 31", "backups.keep-days"),
        ("documents:\n  max-size: 2 GiB", "documents.max-size"),
        ("purges:\n  journal-age: 30d", "purges.journal-age"),
    ])
    func `floors and ceilings that protect people hold`(yaml: String, key: String) throws {
        let problems = SettingsFile(yaml: yaml).problems
        #expect(problems.count == 1)
        let reason = try #require(problems.first?.reason)
        #expect(reason.hasPrefix("\(key): ") && reason.contains("out of bounds"))
    }

    @Test func `every problem is listed, in the order of the lines`() {
        let file = SettingsFile(yaml: "state: here\nweb:\n  port: x\n  colour: red\nlog:\n  level: loud\n")
        #expect(file.problems.map(\.line) == [1, 3, 4, 6])
    }

    @Test func `values in the file take the place of the defaults`() {
        let file = SettingsFile(
            yaml: """
                state: /srv/vault
                web:
                  addresses: ["127.0.0.1", "::1"]
                  port: "8443"
                  host-names: coffre.example.fr
                documents:
                  max-size: 20MiB
                signing-in:
                  idle: 10 m
                backups:
                  at: "23:05"
                log:
                """)
        var expected = Settings()
        expected.state = "/srv/vault"
        expected.web.addresses = ["127.0.0.1", "::1"]
        expected.web.port = 8443
        expected.web.hostNames = ["coffre.example.fr"]
        expected.documents.maxSize = 20 << 20
        expected.signingIn.idle = .minutes(10)
        expected.backups.at = TimeOfDay(hour: 23, minute: 5)
        #expect(file.problems == [])
        #expect(file.settings == expected)
    }

    @Test(arguments: ["", "# nothing\n", "---\n"])
    func `an empty file means the defaults`(yaml: String) {
        let file = SettingsFile(yaml: yaml)
        #expect(file.problems == [])
        #expect(file.settings == Settings())
    }

    @Test func `a file that is not there is named`() {
        let failure = #expect(throws: VaultFailure.self) { try SettingsFile.load(path: "/nowhere/vaultd.yaml") }
        #expect(failure?.code == .settingsUnusable)
        #expect(failure?.sentence == "/nowhere/vaultd.yaml: there is no such file")
        #expect(failure?.cause == nil)
    }
}

/// Settings that must be refused, and how.
struct BadSettings: Sendable, CustomTestStringConvertible {
    let yaml: String
    let line: Int?
    let reason: String

    init(_ yaml: String, line: Int?, _ reason: String) {
        self.yaml = yaml
        self.line = line
        self.reason = reason
    }

    var testDescription: String { yaml }
}
