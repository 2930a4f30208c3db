/// Writes OLE compound files of a few streams, each 4,096 bytes long and more.
enum CompoundBytes {
    static func file(_ streams: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var table = [0xFFFF_FFFD, 0xFFFF_FFFE]
        var directory = entry("Root Entry", kind: 5, start: 0xFFFF_FFFE, size: 0)
        var data: [UInt8] = []
        for stream in streams {
            let padded = stream.bytes + [UInt8](repeating: 0, count: max(4096 - stream.bytes.count, 0))
            let sectors = (padded.count + 511) / 512
            directory += entry(stream.name, kind: 2, start: table.count, size: padded.count)
            table += (1..<sectors).map { table.count + $0 } + [0xFFFF_FFFE]
            data += padded + [UInt8](repeating: 0, count: sectors * 512 - padded.count)
        }
        table += [Int](repeating: 0xFFFF_FFFF, count: 128 - table.count)
        directory += [UInt8](repeating: 0, count: 512 - directory.count)
        return header() + table.flatMap { ZipBytes.little($0, 4) } + directory + data
    }

    /// Sector 0 is the allocation table, sector 1 the directory.
    private static func header() -> [UInt8] {
        var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
        bytes += [0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0] + [UInt8](repeating: 0, count: 10)
        bytes += ZipBytes.little(1, 4) + ZipBytes.little(1, 4) + ZipBytes.little(0, 4) + ZipBytes.little(4096, 4)
        bytes +=
            ZipBytes.little(0xFFFF_FFFE, 4) + ZipBytes.little(0, 4) + ZipBytes.little(0xFFFF_FFFE, 4) + ZipBytes.little(0, 4)
        bytes += ZipBytes.little(0, 4)
        return bytes + [UInt8](repeating: 0xFF, count: 512 - bytes.count)
    }

    private static func entry(_ name: String, kind: UInt8, start: Int, size: Int) -> [UInt8] {
        let units = name.utf16.flatMap { ZipBytes.little(Int($0), 2) }
        var bytes = units + [UInt8](repeating: 0, count: 64 - units.count) + ZipBytes.little(units.count + 2, 2) + [kind, 1]
        bytes += [UInt8](repeating: 0xFF, count: 12) + [UInt8](repeating: 0, count: 36)
        return bytes + ZipBytes.little(start, 4) + ZipBytes.little(size, 4) + ZipBytes.little(0, 4)
    }
}
