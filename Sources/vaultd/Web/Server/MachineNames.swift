import Foundation
import NIOCore
import SwiftASN1
import X509

/// The names and addresses under which this machine may be called.
struct MachineNames: Sendable, Equatable {
    /// Host names: of the settings, of the machine, and `localhost`.
    let hosts: [String]
    /// Addresses in their 4 or 16 bytes: loopback and the interfaces', without link-local ones.
    let addresses: [[UInt8]]

    /// Names with what was found out already.
    init(hosts: [String], addresses: [[UInt8]]) {
        self.hosts = hosts
        self.addresses = addresses
    }

    /// What the machine says of itself, after `configured`. A name that cannot stand in a certificate is left
    /// out; a machine without a name of its own is still `localhost`.
    static func ofThisMachine(configured: [String]) -> MachineNames {
        let names = configured + [ProcessInfo.processInfo.hostName, "localhost"]
        // Without interfaces to list there is still the loopback.
        let devices = (try? System.enumerateDevices()) ?? []
        let found = devices.compactMap { $0.address?.packedBytes }
        let loopback: [[UInt8]] = [[127, 0, 0, 1], Array(repeating: 0, count: 15) + [1]]
        let own = found.filter { !isLinkLocal($0) }.sorted { $0.lexicographicallyPrecedes($1) }
        return MachineNames(
            hosts: distinct(names.map { $0.lowercased() }.filter(isHostName)),
            addresses: distinct(loopback + own)
        )
    }

    /// The names as a certificate has them.
    var generalNames: [GeneralName] {
        hosts.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
    }

    /// Whether a text is a host name by RFC 1123, and not an address.
    static func isHostName(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 253, (try? SocketAddress(ipAddress: name, port: 0)) == nil else {
            return false
        }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// fe80::/10 and 169.254/16 mean another machine on each cable.
    private static func isLinkLocal(_ address: [UInt8]) -> Bool {
        address.count == 16 ? address[0] == 0xFE && address[1] & 0xC0 == 0x80 : address.starts(with: [169, 254])
    }

    private static func distinct<Element: Hashable>(_ all: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return all.filter { seen.insert($0).inserted }
    }
}
