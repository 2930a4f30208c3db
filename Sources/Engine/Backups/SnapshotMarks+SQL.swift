import GRDB

/// What the catalog remembers of snapshots, so that those on a disk that is not mounted are missed.
enum SnapshotMarks {
    /// A snapshot that was made and did not expire.
    struct Mark: Sendable, Equatable {
        let id: String
        let madeAt: Moment
    }

    /// After so long a snapshot that is not to be found counts as gone.
    static let patience: Duration = .days(90)

    static func add(_ marks: [Mark], in database: Database) throws {
        for mark in marks {
            try database.execute(
                sql: "INSERT OR IGNORE INTO snapshot_mark (id, made_at) VALUES (?, ?)",
                arguments: [mark.id, mark.madeAt.milliseconds])
        }
    }

    static func remove(_ id: String, in database: Database) throws {
        try database.execute(sql: "DELETE FROM snapshot_mark WHERE id = ?", arguments: [id])
    }

    static func all(_ database: Database) throws -> [Mark] {
        try Row.fetchAll(database, sql: "SELECT id, made_at FROM snapshot_mark ORDER BY made_at, id")
            .map { Mark(id: $0["id"], madeAt: Moment(milliseconds: $0["made_at"])) }
    }

    /// Those that should be in the folder and may lie on a disk that is not there. Pure.
    ///
    /// One that is missing while an older one is there was taken away by hand, or lies hidden under a mount.
    static func unseen(_ marks: [Mark], present: Set<String>, now: Moment) -> [Mark] {
        let oldest = marks.filter { present.contains($0.id) }.map(\.madeAt).min()
        return marks.filter { mark in
            guard !present.contains(mark.id), now < mark.madeAt + patience else { return false }
            return oldest.map { mark.madeAt < $0 } ?? true
        }
    }
}

extension Vault {
    /// Snapshots that were made, did not expire, and are not in their folder: nobody knows what they hold and need.
    ///
    /// - Throws: `diskFailed`, `catalogDamaged`.
    func unseenSnapshots() async throws -> [SnapshotMarks.Mark] {
        let marks = try await catalog.read(SnapshotMarks.all)
        let present = try await pools.disk.run { [snapshotFolder] in Set(try snapshotFolder.ids().map(\.text)) }
        return SnapshotMarks.unseen(marks, present: present, now: clock.now())
    }
}
