/// The kind of a zip file, as its own description says. A plain zip has none and is not accepted.
struct OfficePackage {
    /// The kind, or nil for anything but a document or spreadsheet without macros.
    let type: MediaType?

    /// Looks into the zip.
    ///
    /// - Throws: `ContainerCheck.Refusal`, `ArchiveError`.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        let names = try ZipDirectory(bytes).names
        if names.contains("[Content_Types].xml") {
            type = Self.openXML(try Self.member("[Content_Types].xml", of: bytes), names)
        } else if names.contains("mimetype"), names.contains("content.xml") {
            let text = try Self.member("mimetype", of: bytes)
            type = [MediaType.odt, .ods].first { Array($0.mime.utf8) == text }
        } else {
            type = nil
        }
    }

    /// ECMA-376: the main part's content type. Macro-enabled ones have another and are not accepted.
    private static func openXML(_ contentTypes: [UInt8], _ names: Set<String>) -> MediaType? {
        let text = String(decoding: contentTypes, as: UTF8.self)
        guard !names.contains(where: { $0.hasSuffix("vbaProject.bin") }), !text.contains("macroEnabled") else { return nil }
        if text.contains("\(MediaType.docx.mime).main+xml") { return .docx }
        return text.contains("\(MediaType.xlsx.mime).main+xml") ? .xlsx : nil
    }

    private static func member(_ name: String, of bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
        let reader = try ArchiveReader(bytes, form: .container)
        while let member = try reader.next() {
            guard member.path == name else { continue }
            var content: [UInt8] = []
            try reader.read { piece in
                content += piece
                return content.count > 1024 * 1024 ? .stop : .goOn
            }
            return content
        }
        throw ContainerCheck.Refusal(.contradictory)
    }
}
