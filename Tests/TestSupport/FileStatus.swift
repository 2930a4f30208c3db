import Glibc

/// What the system knows of a file, asked here so that no test needs C's own types.
public struct FileStatus: Sendable {
    public let mode: UInt32
    public let group: UInt32
    public let size: Int
    public let device: UInt
    public let inode: UInt

    /// The file at `path` itself, and not what a link there leads to; nil where there is none.
    public init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// An open file; nil for a descriptor that is not open.
    public init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Whether it is this file, whatever became of it.
    public func isSameFile(as other: FileStatus?) -> Bool { device == other?.device && inode == other?.inode }

    /// Whether it is a socket with just these rights.
    public func isSocket(_ rights: UInt32) -> Bool { mode == S_IFSOCK | rights }

    private init(_ status: stat) {
        mode = status.st_mode
        group = status.st_gid
        size = Int(status.st_size)
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}
