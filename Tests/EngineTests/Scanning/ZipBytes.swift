/// Writes zip files byte by byte, so that they can lie.
struct ZipBytes {
    struct Member {
        var name = "a.txt"
        var bytes: [UInt8]
        var method = 0
        var flags = 0
        var declaredSize: Int?
        var localExtra: [UInt8] = []
        /// What the local header says instead of the true sizes.
        var localSize: Int?
        /// Another member's place, for an overlap.
        var claimedOffset: Int?
        var localName: String?
        var isListed = true
        var checksum: UInt32?
    }

    var members: [Member]
    var prefix: [UInt8] = []
    var suffix: [UInt8] = []

    /// The file.
    func written() -> [UInt8] {
        var file = prefix
        var directory: [UInt8] = []
        var count = 0
        for member in members {
            let offset = member.claimedOffset ?? file.count
            let checksum = member.checksum ?? Self.checksum(member.bytes)
            let size = member.declaredSize ?? member.bytes.count
            let common =
                Self.little(member.flags, 2) + Self.little(member.method, 2) + Self.little(0, 4)
                + Self.little(Int(checksum), 4)
            let localName = Array((member.localName ?? member.name).utf8)
            file += [0x50, 0x4B, 3, 4, 20, 0] + common
            file += Self.little(member.localSize ?? member.bytes.count, 4) + Self.little(member.localSize ?? size, 4)
            file +=
                Self.little(localName.count, 2) + Self.little(member.localExtra.count, 2) + localName + member.localExtra
                + member.bytes
            guard member.isListed else { continue }
            count += 1
            directory +=
                [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + common + Self.little(member.bytes.count, 4) + Self.little(size, 4)
            directory +=
                Self.little(member.name.utf8.count, 2) + Self.little(0, 12) + Self.little(offset, 4)
                + Array(member.name.utf8)
        }
        let start = file.count
        file += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Self.little(count, 2) + Self.little(count, 2)
        return file + Self.little(directory.count, 4) + Self.little(start, 4) + [0, 0] + suffix
    }

    static func little(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// CRC-32 as zip and PNG have it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
