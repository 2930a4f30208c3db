/// Our own look into a document before libclamav gets it, since libclamav calls several kinds of unreadable,
/// oversized or lying containers clean. Whatever is not certainly readable to the end is refused.
struct ContainerCheck {
    let limits: ContainerLimits
    /// Bytes that came out of all containers so far.
    private(set) var unpacked = 0
    private var members = 0

    init(limits: ContainerLimits) { self.limits = limits }

    /// Why `bytes` cannot be scanned, or nil.
    mutating func reason(against bytes: UnsafeRawBufferPointer) -> UnscannableReason? {
        do {
            try check(bytes, depth: 0)
            return nil
        } catch let refusal as Refusal {
            return refusal.reason
        } catch ArchiveError.encrypted {
            return .encrypted
        } catch {
            return .damaged
        }
    }

    /// Ends the check with its answer.
    struct Refusal: Error {
        let reason: UnscannableReason
        init(_ reason: UnscannableReason) { self.reason = reason }
    }

    private mutating func check(_ bytes: UnsafeRawBufferPointer, depth: Int) throws {
        guard depth <= limits.nesting else { throw Refusal(.nestedTooDeep) }
        switch ContentForm.of(bytes) {
        case .zip:
            try ZipDirectory(bytes).check(limits: limits)
            try walk(bytes, .container, depth)
        case .archive: try walk(bytes, .container, depth)
        case .compressed: try walk(bytes, .bareCompression, depth)
        case .rar: throw Refusal(.opaqueKind)
        case .compoundFile: try CompoundFile(bytes).check()
        case .pdf: unpacked += try PDFStreams(bytes).unpackedSize(limits: limits, before: unpacked)
        case .png, .jpeg, .gif, .webp: try PictureSize.check(bytes, limits: limits)
        case .other: break
        }
    }

    /// Reads every member to its end, which also verifies its checksum, and looks into those that are containers.
    private mutating func walk(_ bytes: UnsafeRawBufferPointer, _ form: ArchiveReader.Form, _ depth: Int) throws {
        let reader = try ArchiveReader(bytes, form: form)
        let before = unpacked
        while let member = try reader.next() {
            members += 1
            guard members <= limits.members else { throw Refusal(.tooManyMembers) }
            guard !member.isEncrypted else { throw Refusal(.encrypted) }
            guard (member.declaredSize ?? 0) <= limits.memberSize else { throw Refusal(.memberTooLarge) }
            let content = try read(member, from: reader, packed: bytes.count)
            if let content { try content.withUnsafeBytes { try check($0, depth: depth + 1) } }
            guard !limits.isAbsurd(unpacked - before, outOf: bytes.count) else { throw Refusal(.absurdRatio) }
        }
    }

    /// Reads one member; its bytes are kept only if it is a container itself.
    private mutating func read(_ member: ArchiveMember, from reader: ArchiveReader, packed: Int) throws -> [UInt8]? {
        var kept: [UInt8] = []
        var isKept = true
        var count = 0
        try reader.read { [limits] piece in
            count += piece.count
            if isKept { kept.append(contentsOf: piece) }
            if isKept, kept.count >= ContentForm.needed, kept.withUnsafeBytes(ContentForm.of) == .other {
                isKept = false
                kept = []
            }
            return count > limits.memberSize ? .stop : .goOn
        }
        unpacked += count
        guard count <= limits.memberSize else { throw Refusal(.memberTooLarge) }
        guard unpacked <= limits.totalSize else { throw Refusal(.unpacksTooLarge) }
        if let declared = member.declaredSize, member.isFile, declared != count { throw Refusal(.contradictory) }
        guard isKept, !kept.isEmpty, kept.withUnsafeBytes(ContentForm.of) != .other else { return nil }
        return kept
    }
}
