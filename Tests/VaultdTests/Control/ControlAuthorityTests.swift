import Engine
import Testing

@testable import vaultd

@Suite struct ControlAuthorityTests {
    private let authority = ControlAuthority(daemonUser: 998, group: 997)

    private func peer(_ user: UInt32, _ group: UInt32 = 1000, _ groups: [UInt32] = []) -> PeerIdentity {
        PeerIdentity(user: user, group: group, process: 1, groups: groups)
    }

    @Test func `the kernel's word makes the role`() {
        #expect(authority.role(of: peer(0)) == .root)
        #expect(authority.role(of: peer(998)) == .daemon)
        #expect(authority.role(of: peer(1000, 997)) == .member)
        #expect(authority.role(of: peer(1000, 1000, [4, 997, 1500])) == .member)
        #expect(authority.role(of: peer(1000, 1000, [4, 1500])) == .stranger)
    }

    @Test func `without a group nobody is a member`() {
        let authority = ControlAuthority(daemonUser: 998, group: nil)
        #expect(authority.role(of: peer(1000, 0, [0, 997])) == .stranger)
        #expect(authority.role(of: peer(0)) == .root)
    }

    @Test(arguments: Action.allCases)
    func `root and the daemon may do everything, strangers nothing`(action: Action) {
        #expect(ControlAuthority.allows(.root, action))
        #expect(ControlAuthority.allows(.daemon, action))
        #expect(!ControlAuthority.allows(.stranger, action))
    }

    @Test(arguments: Action.allCases)
    func `members may do everything but replace the store`(action: Action) {
        #expect(ControlAuthority.allows(.member, action) == (action != .restore))
    }
}
