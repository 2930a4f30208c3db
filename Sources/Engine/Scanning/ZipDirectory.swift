/// The central directory of a zip file, checked strictly against the headers before the members: a zip that
/// says different things in the two places is unpacked differently by scanner and reader.
///
/// Layout (APPNOTE 6.3.10): members, each `PK 3 4` header + name + extra + data; central directory of `PK 1 2`
/// entries; end record `PK 5 6` with the directory's place, size and count; comment to the end of the file.
struct ZipDirectory {
    struct Entry: Equatable {
        let name: [UInt8]
        let flags: Int
        let method: Int
        let packedSize: Int
        let size: Int
        let localOffset: Int
        let hasZip64: Bool

        var isEncrypted: Bool { flags & 0x2041 != 0 || method == 99 }
        var hasDataDescriptor: Bool { flags & 8 != 0 }
    }

    let entries: [Entry]
    private let view: ByteView
    private let directoryOffset: Int

    /// Reads the directory.
    ///
    /// - Throws: `ContainerCheck.Refusal`.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        view = ByteView(bytes)
        let end = try Self.endRecord(view)
        directoryOffset = end.directoryOffset
        entries = try Self.entries(view, end)
    }

    /// The names of the members, as they are written.
    var names: Set<String> { Set(entries.map { String(decoding: $0.name, as: UTF8.self) }) }

    /// Checks every member, without unpacking.
    ///
    /// - Throws: `ContainerCheck.Refusal`.
    func check(limits: ContainerLimits) throws {
        guard entries.count <= limits.members else { throw ContainerCheck.Refusal(.tooManyMembers) }
        guard !entries.contains(where: \.isEncrypted) else { throw ContainerCheck.Refusal(.encrypted) }
        guard !entries.contains(where: \.hasZip64) else { throw ContainerCheck.Refusal(.contradictory) }
        guard entries.allSatisfy({ Self.readableMethods.contains($0.method) }) else {
            throw ContainerCheck.Refusal(.opaqueKind)
        }
        var total = 0
        for entry in entries {
            guard entry.size <= limits.memberSize else { throw ContainerCheck.Refusal(.memberTooLarge) }
            guard !limits.isAbsurd(entry.size, outOf: entry.packedSize) else { throw ContainerCheck.Refusal(.absurdRatio) }
            total += entry.size
        }
        guard total <= limits.totalSize else { throw ContainerCheck.Refusal(.unpacksTooLarge) }
        try checkPlaces(entries.map { try place(of: $0) })
    }

    /// Stored and deflated: all that office programs write, and what both libclamav and libarchive unpack.
    private static let readableMethods: Set<Int> = [0, 8]

    /// Where a member lies, header included, once its header agrees with the directory.
    private func place(of entry: Entry) throws -> Range<Int> {
        let start = entry.localOffset
        guard view.has([0x50, 0x4B, 3, 4], at: start), let flags = view.little16(start + 6),
            let method = view.little16(start + 8),
            let packed = view.little32(start + 18), let size = view.little32(start + 22),
            let nameLength = view.little16(start + 26), let extraLength = view.little16(start + 28),
            let name = view.slice(start + 30, nameLength), let extra = view.slice(start + 30 + nameLength, extraLength)
        else { throw ContainerCheck.Refusal(.damaged) }
        // With a data descriptor, what was not known in time is 0.
        let mayBeLater = entry.hasDataDescriptor
        let agrees =
            method == entry.method && name.elementsEqual(entry.name) && flags & 0x2049 == entry.flags & 0x2049
            && (packed == entry.packedSize || (mayBeLater && packed == 0))
            && (size == entry.size || (mayBeLater && size == 0))
        guard agrees, !Self.hasZip64(extra) else { throw ContainerCheck.Refusal(.contradictory) }
        let end = start + 30 + nameLength + extraLength + entry.packedSize
        guard end <= directoryOffset else { throw ContainerCheck.Refusal(.contradictory) }
        return start..<end
    }

    /// Members may not overlap, and between them there may be no further one that the directory hides.
    private func checkPlaces(_ places: [Range<Int>]) throws {
        var position = 0
        for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard place.lowerBound >= position else { throw ContainerCheck.Refusal(.contradictory) }
            try checkGap(position..<place.lowerBound)
            position = place.upperBound
        }
        try checkGap(position..<directoryOffset)
    }

    /// A gap holds at most a data descriptor or what an in-place change left, never a member's header.
    private func checkGap(_ gap: Range<Int>) throws {
        guard gap.count > 30 else { return }
        guard let bytes = view.slice(gap.lowerBound, gap.count), gap.count <= 65_536,
            ByteView(bytes).find("PK\u{3}\u{4}") == nil
        else { throw ContainerCheck.Refusal(.contradictory) }
    }

    private struct End {
        let directoryOffset: Int
        let directorySize: Int
        let count: Int
    }

    private static func endRecord(_ view: ByteView) throws -> End {
        // The comment has at most 65,535 bytes and must reach exactly to the end: nothing follows a zip.
        var position = view.count - 22
        let lowest = max(0, position - 65_535)
        while position >= lowest {
            if view.has([0x50, 0x4B, 5, 6], at: position), view.little16(position + 20) == view.count - position - 22 {
                return try endRecord(view, at: position)
            }
            position -= 1
        }
        throw ContainerCheck.Refusal(.damaged)
    }

    private static func endRecord(_ view: ByteView, at position: Int) throws -> End {
        guard let disk = view.little32(position + 4), let here = view.little16(position + 8),
            let count = view.little16(position + 10), let size = view.little32(position + 12),
            let offset = view.little32(position + 16)
        else { throw ContainerCheck.Refusal(.damaged) }
        guard disk == 0, here == count, count != 0xFFFF, offset + size == position,
            !view.has([0x50, 0x4B, 6, 7], at: position - 20)
        else { throw ContainerCheck.Refusal(.contradictory) }
        return End(directoryOffset: offset, directorySize: size, count: count)
    }

    private static func entries(_ view: ByteView, _ end: End) throws -> [Entry] {
        var entries: [Entry] = []
        var position = end.directoryOffset
        for _ in 0..<end.count {
            guard view.has([0x50, 0x4B, 1, 2], at: position), let flags = view.little16(position + 8),
                let method = view.little16(position + 10), let packed = view.little32(position + 20),
                let size = view.little32(position + 24), let nameLength = view.little16(position + 28),
                let extraLength = view.little16(position + 30), let commentLength = view.little16(position + 32),
                let offset = view.little32(position + 42), let name = view.slice(position + 46, nameLength),
                let extra = view.slice(position + 46 + nameLength, extraLength)
            else { throw ContainerCheck.Refusal(.damaged) }
            let isLarge = [packed, size, offset].contains(0xFFFF_FFFF)
            entries.append(
                Entry(
                    name: Array(name), flags: flags, method: method, packedSize: packed, size: size, localOffset: offset,
                    hasZip64: isLarge || hasZip64(extra)
                )
            )
            position += 46 + nameLength + extraLength + commentLength
        }
        guard position == end.directoryOffset + end.directorySize else { throw ContainerCheck.Refusal(.contradictory) }
        return entries
    }

    /// Whether an extra field has a zip64 part (id 1).
    private static func hasZip64(_ extra: UnsafeRawBufferPointer) -> Bool {
        let view = ByteView(extra)
        var position = 0
        while let id = view.little16(position), let length = view.little16(position + 2) {
            if id == 1 { return true }
            position += 4 + length
        }
        return false
    }
}
