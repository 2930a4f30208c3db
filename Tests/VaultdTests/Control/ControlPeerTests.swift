import ControlAPI
import Engine
import Foundation
import TestSupport
import Testing

@testable import vaultd

/// Peers of other users; only root can become them.
@Suite(.enabled(if: geteuid() == 0)) struct ControlPeerTests {
    private static let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]

    private func choice(_ box: TemporaryVault, group: UInt32?) -> RunningControl.Choice {
        var choice = RunningControl.Choice()
        choice.slot = VaultSlot(.open(box.vault))
        choice.authority = ControlAuthority(daemonUser: 0, group: group)
        return choice
    }

    @Test func `a user without the right is refused and journaled, whatever they ask for`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box, group: nil)) { control in
                chmod(control.socket, 0o666)
                let before = try await box.vault.status(by: TemporaryVault.staff).journal.events
                let paths = ["/v1/status", "/v1/operations", "/nonsense"]
                for path in paths {
                    let answer = try await control.curl(["http://vaultd\(path)"], as: Self.nobody)
                    #expect(answer.status == 403)
                    #expect(try answer.error.code == "denied")
                    #expect(try answer.error.hint == "Run it as root, or as a member of the group vaultadm.")
                    #expect(try answer.error.exit == .noPermission)
                }
                let after = try await box.vault.status(by: TemporaryVault.staff).journal.events
                #expect(after == before + paths.count)
            }
        }
    }

    @Test func `a claim in a header makes nobody an operator`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box, group: nil)) { control in
                chmod(control.socket, 0o666)
                let answer = try await control.curl(
                    ["-H", "Vault-Claimed-User: root", "http://vaultd/v1/status"], as: Self.nobody)
                #expect(answer.status == 403)
            }
        }
    }

    @Test(arguments: [
        ["--reuid=65534", "--regid=4242", "--clear-groups"],
        ["--reuid=65534", "--regid=65534", "--groups=4242"],
        ["--reuid=65534", "--regid=65534", "--groups=7,4242,65000"],
        ["--reuid=65534", "--regid=65534", "--groups=0,4242"],
    ])
    func `a member of the operators' group is let in, by primary or further group`(setpriv: [String]) async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box, group: 4242)) { control in
                let answer = try await control.curl(["http://vaultd/v1/status"], as: setpriv)
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `the kernel keeps everyone else from the socket`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box, group: 4242)) { control in
                let answer = try await control.curl(["http://vaultd/v1/status"], as: Self.nobody)
                #expect(answer.status == 0)
            }
        }
    }

    @Test func `a user with more groups than can be read counts as one without any`() async throws {
        try await TemporaryVault.with(.withoutScanner) { box in
            try await RunningControl.with(choice(box, group: 4242)) { control in
                chmod(control.socket, 0o666)
                let many = "--groups=4242," + (10_000..<11_500).map(String.init).joined(separator: ",")
                let answer = try await control.curl(
                    ["http://vaultd/v1/status"], as: ["--reuid=65534", "--regid=65534", many])
                #expect(answer.status == 403)
            }
        }
    }

    @Test func `the daemon's own user is let in`() async throws {
        var choice = RunningControl.Choice()
        choice.authority = ControlAuthority(daemonUser: 65534, group: nil)
        try await RunningControl.with(choice) { control in
            chmod(control.socket, 0o666)
            let answer = try await control.curl(["http://vaultd/v1/version"], as: Self.nobody)
            #expect(answer.status == 200)
        }
    }
}
