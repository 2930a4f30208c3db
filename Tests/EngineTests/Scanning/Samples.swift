import Foundation

@testable import Engine

/// Small real documents of each kind, made on the spot.
enum Samples {
    static let text = Array("Attestation d'hébergement, faite à Lyon.\nDeuxième ligne.\n".utf8)
    static let csv = Array("nom;montant\nloyer;412,50\n".utf8)
    static let latin1: [UInt8] = Array("Re".utf8) + [0xE7] + Array("u de loyer pour l'ann".utf8) + [0xE9] + Array("e\n".utf8)
    static let gif = [UInt8](Data(base64Encoded: "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7") ?? Data())
    static let webp = [UInt8](Data(base64Encoded: "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA") ?? Data())
    static let heic: [UInt8] =
        [0, 0, 0, 24] + Array("ftypheic".utf8) + [0, 0, 0, 0] + Array("mif1heic".utf8) + [0, 0, 0, 8] + Array("mdat".utf8)

    /// A grey point.
    static let jpeg: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]
        + [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
        + [0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]
        + [0xFF, 0xC4, 0, 20, 0, 1] + [UInt8](repeating: 0, count: 16)
        + [0xFF, 0xC4, 0, 20, 0x10, 1] + [UInt8](repeating: 0, count: 16)
        + [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0, 0x3F, 0xFF, 0xD9]

    /// A grey PNG, which may claim another size than its data have.
    static func png(width: Int = 2, height: Int = 2, data: [UInt8]? = nil, extra: [UInt8] = []) throws -> [UInt8] {
        let header = big32(width) + big32(height) + [8, 0, 0, 0, 0]
        let rows = data ?? [UInt8](repeating: 0, count: height * (width + 1))
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + extra
            + chunk("IDAT", try zlib(rows)) + chunk("IEND", [])
    }

    static func chunk(_ kind: String, _ bytes: [UInt8]) -> [UInt8] {
        let body = Array(kind.utf8) + bytes
        return big32(bytes.count) + body + big32(Int(ZipBytes.checksum(body)))
    }

    /// A PDF of one page with one stream.
    static func pdf(stream: [UInt8] = Array("BT ET".utf8), filter: String = "") -> [UInt8] {
        var file = Array("%PDF-1.4\n".utf8)
        let objects = [
            Array("<</Type/Catalog/Pages 2 0 R>>".utf8), Array("<</Type/Pages/Kids[3 0 R]/Count 1>>".utf8),
            Array("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>".utf8),
            Array("<</Length \(stream.count)\(filter)>>\nstream\n".utf8) + stream + Array("\nendstream".utf8),
        ]
        var table = "xref\n0 5\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let offset = String(file.count)
            table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
            file += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
        }
        let start = file.count
        return file + Array("\(table)trailer<</Size 5/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n".utf8)
    }

    /// A word-processing or spreadsheet document of the Office Open XML kind.
    static func openXML(part: String, kind: String, extra: [(name: String, bytes: [UInt8])] = []) throws -> [UInt8] {
        let types = """
            <?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
            <Override PartName="/\(part)" ContentType="\(kind).main+xml"/></Types>
            """
        return try ArchiveWriting.container(
            .zip,
            members: [
                ("[Content_Types].xml", Array(types.utf8)), ("_rels/.rels", Array("<Relationships/>".utf8)),
                (part, Array("<document>Bonjour</document>".utf8)),
            ] + extra)
    }

    static func docx(extra: [(name: String, bytes: [UInt8])] = []) throws -> [UInt8] {
        try openXML(part: "word/document.xml", kind: MediaType.docx.mime, extra: extra)
    }

    static func xlsx() throws -> [UInt8] { try openXML(part: "xl/workbook.xml", kind: MediaType.xlsx.mime) }

    static func openDocument(_ type: MediaType) throws -> [UInt8] {
        try ArchiveWriting.container(
            .zip,
            members: [
                ("mimetype", Array(type.mime.utf8)), ("content.xml", Array("<office:document-content/>".utf8)),
                ("META-INF/manifest.xml", Array("<manifest:manifest/>".utf8)),
            ])
    }

    /// Deflated without a frame, taken out of a zip that libarchive made.
    static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
        let zip = try ArchiveWriting.container(.zip, members: [("a", bytes)])
        return try zip.withUnsafeBytes { buffer in
            let entry = try ZipDirectory(buffer).entries[0]
            let view = ByteView(buffer)
            let start =
                entry.localOffset + 30 + (view.little16(entry.localOffset + 26) ?? 0)
                + (view.little16(entry.localOffset + 28) ?? 0)
            return Array(view.slice(start, entry.packedSize) ?? UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    static func zlib(_ bytes: [UInt8]) throws -> [UInt8] {
        var low: UInt32 = 1
        var high: UInt32 = 0
        for byte in bytes {
            low = (low &+ UInt32(byte)) % 65521
            high = (high &+ low) % 65521
        }
        return [0x78, 0x9C] + (try deflated(bytes)) + big32(Int(high << 16 | low))
    }

    static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func big32(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
}
