import Glibc

/// What can be seen of a file from outside.
struct FileFacts {
    let mode: mode_t
    let owner: uid_t
    let size: Int
    let modified: Int

    /// The facts of the file at `path`, followed through links; nil where there is none to be seen.
    init?(_ path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        mode = facts.st_mode & 0o7777
        owner = facts.st_uid
        size = Int(facts.st_size)
        modified = facts.st_mtim.tv_sec
    }

    /// The name of the owner, or its number.
    var ownerName: String {
        guard let entry = getpwuid(owner) else { return "\(owner)" }
        return String(cString: entry.pointee.pw_name)
    }

    /// The names in a folder; empty where it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
