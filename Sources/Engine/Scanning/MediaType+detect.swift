extension MediaType {
    /// Tells the kind of the first `length` bytes of `descriptor` by their content. Blocks.
    ///
    /// - Parameter fileName: only tells comma-separated values from other text; the content decides all else.
    /// - Returns: nil for what is not accepted (DOC-02).
    /// - Throws: `archiveEncrypted` or `archiveUnreadable` for an office document whose inside cannot be seen;
    ///   `fault` if the file cannot be read.
    public static func detect(descriptor: Int32, length: Int, fileName: String = "") throws -> MediaType? {
        let map = try MappedDescriptor(descriptor, length: length)
        return try withExtendedLifetime(map) { try detect(map.bytes, fileName: fileName) }
    }

    /// The same for bytes in memory.
    static func detect(_ bytes: UnsafeRawBufferPointer, fileName: String = "") throws -> MediaType? {
        guard !bytes.isEmpty else { return nil }
        do {
            switch ContentForm.of(bytes) {
            case .png: return try agreed(.png, bytes, if: PictureSize.of(bytes) != nil && PNGData(bytes).reachesItsEnd)
            case .jpeg: return try agreed(.jpeg, bytes, if: PictureSize.of(bytes) != nil)
            case .gif: return try agreed(.gif, bytes, if: PictureSize.of(bytes) != nil)
            case .webp: return try agreed(.webp, bytes, if: PictureSize.of(bytes) != nil)
            case .pdf: return try agreed(.pdf, bytes, if: true)
            case .zip: return try OfficePackage(bytes).type
            case .compoundFile: return try ofCompoundFile(bytes)
            case .archive, .compressed, .rar: return nil
            case .other: return try ofOther(bytes, fileName)
            }
        } catch let refusal as ContainerCheck.Refusal {
            throw refusal.reason.failure
        } catch is ArchiveError {
            throw UnscannableReason.damaged.failure
        }
    }

    /// How much libmagic is shown; more costs time and helps nothing.
    private static let magicLength = 256 * 1024

    /// The kind, if structure and libmagic both say so: two parsers have to be deceived at once.
    private static func agreed(_ type: MediaType, _ bytes: UnsafeRawBufferPointer, if isSound: Bool) throws -> MediaType? {
        guard isSound else { return nil }
        return try opinion(on: bytes) == type.mime ? type : nil
    }

    private static func opinion(on bytes: UnsafeRawBufferPointer) throws -> String {
        try MagicLibrary.shared.mediaType(of: UnsafeRawBufferPointer(rebasing: bytes.prefix(magicLength)))
    }

    private static func ofCompoundFile(_ bytes: UnsafeRawBufferPointer) throws -> MediaType? {
        let file = try CompoundFile(bytes)
        try file.check()
        if file.has("WordDocument") { return .doc }
        return file.has("Workbook") || file.has("Book") ? .xls : nil
    }

    private static func ofOther(_ bytes: UnsafeRawBufferPointer, _ fileName: String) throws -> MediaType? {
        if isHEIC(ByteView(bytes)) {
            return try opinion(on: bytes).hasPrefix("image/hei") ? .heic : nil
        }
        guard PlainText.isPlain(bytes), try !isActive(opinion(on: bytes)) else { return nil }
        return fileName.lowercased().hasSuffix(".csv") ? .csv : .text
    }

    /// ISO 23008-12: a `ftyp` box whose brands name HEVC pictures.
    private static func isHEIC(_ view: ByteView) -> Bool {
        guard view.has("ftyp", at: 4), let size = view.big32(0), (16...4096).contains(size) else { return false }
        let brands: Set<String> = ["heic", "heix", "heim", "heis", "hevc", "hevx"]
        return stride(from: 8, to: size, by: 4).contains { view.text($0, 4).map(brands.contains) ?? false }
    }

    /// What libmagic takes for something that a browser or a system would run.
    private static func isActive(_ mime: String) -> Bool {
        guard mime.hasPrefix("text/") else { return !["application/json", "application/csv"].contains(mime) }
        let active = [
            "html", "xml", "rtf", "javascript", "x-shellscript", "x-php", "x-python", "x-perl", "x-ruby", "x-msdos-batch",
            "x-script", "vbscript", "x-awk", "x-tcl", "x-lua", "calendar",
        ]
        return active.contains { mime.hasPrefix("text/\($0)") || mime.hasPrefix("text/x-script.") }
    }
}
