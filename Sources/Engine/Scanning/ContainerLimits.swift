/// What a container may hold. libclamav silently cuts what exceeds its own limits, so ours are never above them.
struct ContainerLimits: Sendable {
    /// Largest member, in bytes: the largest document.
    let memberSize: Int
    /// Everything unpacked together, in bytes: twice the largest document, as libclamav is told.
    let totalSize: Int
    /// Most members, those of inner containers included.
    let members = 10_000
    /// Deepest nesting; an office document with an embedded one needs 2, libclamav stops at 17.
    let nesting = 8
    /// How many times larger than packed a member may be, once it is larger than `ratioFloor`. Deflate reaches
    /// 1,032; sheets of empty cells and white pictures reach a few hundred, but are small.
    let ratio = 200
    let ratioFloor = 16 * 1024 * 1024
    /// Points of a picture. Telephones make 108 million; 4 bytes each are unpacked for look-alike hashes.
    let pixels = 120_000_000

    init(memberSize: Int) {
        self.memberSize = memberSize
        self.totalSize = 2 * memberSize
    }

    /// Whether `size` out of `packed` bytes is absurd.
    func isAbsurd(_ size: Int, outOf packed: Int) -> Bool {
        size > ratioFloor && size / ratio > packed
    }
}
