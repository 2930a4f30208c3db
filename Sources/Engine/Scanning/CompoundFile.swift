/// An OLE compound file (MS-CFB): the form of old office documents and of encrypted new ones.
struct CompoundFile {
    struct Stream: Equatable {
        let name: String
        let start: Int
        let size: Int
    }

    /// Streams and storages in the order of the directory; storages have no size.
    let entries: [Stream]
    private let view: ByteView
    private let sectorSize: Int
    private let table: [Int]
    /// Streams shorter than this lie in the small sectors.
    private let smallLimit: Int

    /// Reads header, allocation table and directory.
    ///
    /// - Throws: `ContainerCheck.Refusal(.damaged)`.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        let view = ByteView(bytes)
        guard view.little16(28) == 0xFFFE, let shift = view.little16(30), shift == 9 || shift == 12,
            let directory = view.little32(48), let smallLimit = view.little32(56)
        else { throw ContainerCheck.Refusal(.damaged) }
        self.view = view
        self.smallLimit = smallLimit
        self.sectorSize = 1 << shift
        self.table = try Self.allocationTable(view, sectorSize: sectorSize)
        var entries: [Stream] = []
        for sector in try Self.chain(from: directory, in: table) {
            for slot in 0..<(sectorSize / 128) {
                let offset = Self.offset(of: sector, sectorSize) + slot * 128
                if let entry = try Self.entry(view, at: offset) { entries.append(entry) }
            }
        }
        self.entries = entries
    }

    /// Refuses what is encrypted: libclamav 1.4 does not see that.
    ///
    /// - Throws: `ContainerCheck.Refusal(.encrypted)`.
    func check() throws {
        let names = Set(entries.map(\.name))
        guard names.isDisjoint(with: ["EncryptedPackage", "EncryptionInfo", "EncryptedSummary"]), !isEncryptedWord,
            !isEncryptedWorkbook
        else { throw ContainerCheck.Refusal(.encrypted) }
    }

    /// Whether there is an entry of this name.
    func has(_ name: String) -> Bool { entries.contains { $0.name == name } }

    /// `fEncrypted` of the file information block (MS-DOC 2.5.2).
    private var isEncryptedWord: Bool {
        guard let head = beginning(of: "WordDocument", 12), let flags = ByteView.flags(head, at: 10) else { return false }
        return flags & 0x0100 != 0
    }

    /// A FILEPASS record near the start of the workbook (MS-XLS 2.4.117).
    private var isEncryptedWorkbook: Bool {
        guard let head = beginning(of: "Workbook", 2048) ?? beginning(of: "Book", 2048) else { return false }
        return head.withUnsafeBytes { bytes in
            let view = ByteView(bytes)
            var position = 0
            while let id = view.little16(position), let length = view.little16(position + 2) {
                if id == 0x2F { return true }
                position += 4 + length
            }
            return false
        }
    }

    /// The first bytes of a large stream. A document's main stream is never a small one (MS-DOC, MS-XLS).
    private func beginning(of name: String, _ length: Int) -> [UInt8]? {
        guard let stream = entries.first(where: { $0.name == name && $0.size >= smallLimit }) else { return nil }
        var bytes: [UInt8] = []
        for sector in (try? Self.chain(from: stream.start, in: table)) ?? [] where bytes.count < length {
            bytes +=
                view.slice(Self.offset(of: sector, sectorSize), sectorSize) ?? UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return Array(bytes.prefix(min(length, stream.size)))
    }

    private static func offset(of sector: Int, _ sectorSize: Int) -> Int { (sector + 1) * sectorSize }

    /// The sectors of the allocation table are listed in the header, further ones in a chain of their own.
    private static func allocationTable(_ view: ByteView, sectorSize: Int) throws -> [Int] {
        var sectors = (0..<109).compactMap { view.little32(76 + 4 * $0) }.filter { $0 < endOfChain }
        var next = view.little32(68) ?? endOfChain
        let perSector = sectorSize / 4
        while next < lastSector {
            guard sectors.count <= view.count / sectorSize else { throw ContainerCheck.Refusal(.damaged) }
            let base = offset(of: next, sectorSize)
            sectors += (0..<(perSector - 1)).compactMap { view.little32(base + 4 * $0) }.filter { $0 < lastSector }
            guard let following = view.little32(base + 4 * (perSector - 1)) else { throw ContainerCheck.Refusal(.damaged) }
            next = following
        }
        return try sectors.flatMap { sector in
            try (0..<perSector).map { index in
                guard let entry = view.little32(offset(of: sector, sectorSize) + 4 * index) else {
                    throw ContainerCheck.Refusal(.damaged)
                }
                return entry
            }
        }
    }

    private static func chain(from start: Int, in table: [Int]) throws -> [Int] {
        var sectors: [Int] = []
        var sector = start
        while sector < lastSector {
            guard sector < table.count, sectors.count <= table.count else { throw ContainerCheck.Refusal(.damaged) }
            sectors.append(sector)
            sector = table[sector]
        }
        return sectors
    }

    private static func entry(_ view: ByteView, at offset: Int) throws -> Stream? {
        guard let kind = view.byte(offset + 66), let length = view.little16(offset + 64),
            let start = view.little32(offset + 116),
            let size = view.little32(offset + 120)
        else { throw ContainerCheck.Refusal(.damaged) }
        guard kind != 0, length >= 2, length <= 64 else { return nil }
        let units = (0..<(length / 2 - 1)).compactMap { view.little16(offset + 2 * $0).map { UInt16($0) } }
        return Stream(name: String(decoding: units, as: UTF16.self), start: start, size: size)
    }

    /// Values from here on mark no sector.
    private static let lastSector = 0xFFFF_FFFA
    private static let endOfChain = 0xFFFF_FFFE
}

extension ByteView {
    fileprivate static func flags(_ bytes: [UInt8], at offset: Int) -> Int? {
        bytes.withUnsafeBytes { ByteView($0).little16(offset) }
    }
}
