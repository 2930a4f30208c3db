import Glibc

/// What the doctor sees of the machine without the daemon. Each function looks at one thing.
struct MachineFindings {
    let places: Places
    let isRoot: Bool

    /// The key file: there, closed, and owned by the service.
    func keyFile() -> Finding {
        guard isRoot else { return Finding(.note, "the key file is for root to look at", hint: "sudo vaultctl doctor") }
        let path = places.keyFile
        let hasStore = FileFacts("\(places.state)/catalog.sqlite") != nil
        guard let facts = FileFacts(path) else {
            guard hasStore else {
                return Finding(.note, "no key file yet; the first start makes it", hint: "systemctl start vaultd")
            }
            return Finding(
                .failure, "the key file \(path) is missing, and the store cannot be opened without it",
                hint: "put the copy back (owner vaultd, mode 0400); never make a new one for this store")
        }
        guard facts.mode & 0o077 == 0 else {
            return Finding(.failure, "the key file \(path) is open to others", hint: "chmod 0400 \(path)")
        }
        guard facts.owner != 0 else {
            return Finding(
                .failure, "the key file \(path) belongs to root, and the service cannot read it",
                hint: "chown vaultd: \(path)")
        }
        return Finding(.ok, "key file \(path), mode \(String(facts.mode, radix: 8)), owner \(facts.ownerName)")
    }

    /// That somebody should keep a copy of the keys: nothing on the machine can tell whether one exists.
    func keyCopy() -> Finding {
        Finding(.note, "keep a copy of the key file away from this machine; it is in no backup", hint: places.keyFile)
    }

    /// The folder of the state: writable, and with room.
    func state() -> Finding {
        var room = statvfs()
        guard statvfs(places.state, &room) == 0 else {
            return Finding(
                .warning, "the state folder \(places.state) is not there",
                hint: "systemd-tmpfiles --create, or: systemctl start vaultd")
        }
        guard room.f_flag & UInt(ST_RDONLY) == 0 else {
            return Finding(.failure, "\(places.state) is read-only", hint: "dmesg | tail; mount -o remount,rw")
        }
        let free = Int(room.f_bavail) * Int(room.f_frsize)
        guard free >= 256 << 20 else {
            return Finding(.failure, "\(places.state) has \(Sizes.text(free)) left", hint: "df -h \(places.state)")
        }
        if isRoot, let facts = FileFacts(places.state), facts.owner == 0 {
            return Finding(.failure, "\(places.state) belongs to root", hint: "chown -R vaultd: \(places.state)")
        }
        return Finding(.ok, "\(places.state), \(Sizes.text(free)) free")
    }

    /// The virus signatures of the machine.
    func signatures(now: Int) -> Finding {
        let names = FileFacts.names(in: places.signatures)
        let databases = names.filter { name in [".cvd", ".cld", ".ndb", ".hdb"].contains { name.hasSuffix($0) } }
        guard !databases.isEmpty else {
            return Finding(
                .warning, "no virus signatures in \(places.signatures) yet, so uploads are refused",
                hint: "systemctl status clamav-freshclam")
        }
        let newest = databases.compactMap { FileFacts("\(places.signatures)/\($0)")?.modified }.max() ?? 0
        let days = (now - newest) / 86400
        guard days < 3 else {
            return Finding(.warning, "the virus signatures are \(days) days old", hint: "systemctl status clamav-freshclam")
        }
        return Finding(.ok, "virus signatures in \(places.signatures): \(databases.joined(separator: ", "))")
    }

    /// Memory for the signatures.
    func memory() -> Finding {
        let total = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        guard total >= 4 << 30 else {
            return Finding(
                .warning,
                "\(Sizes.text(total)) of memory; ClamAV's whole database takes 1.3 GiB, twice while it is loaded anew",
                hint: "README.Debian, \"Memory\"")
        }
        return Finding(.ok, "\(Sizes.text(total)) of memory")
    }

    /// A name that people can type.
    func hostName() -> Finding {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return Finding(.warning, "the machine has no name") }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard !name.contains(".") else { return Finding(.ok, "host \(name)") }
        return Finding(
            .note, "the machine is called \(name), without a domain",
            hint: "set web.host-names in \(Places.packagedSettings) to the name that people type")
    }
}
