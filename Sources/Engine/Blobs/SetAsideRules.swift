/// What becomes of files that were set aside. Pure.
struct SetAsideRules: Sendable {
    /// A stop leaves at most as many files without a row as deposits ran. More of them at once mean that the catalog is
    /// not the one that these files belong to: they wait for a person, however long.
    static let mostByAStop = 1024

    /// How long they are kept.
    let age: Duration

    /// Those that go at `now`: old enough, and no more at once than a stop can leave.
    func due(_ files: [SetAside.File], now: Moment) -> [SetAside.File] {
        Dictionary(grouping: files, by: \.at).filter { at, files in
            at + age <= now && files.count <= Self.mostByAStop
        }.values.flatMap(\.self)
    }

    /// Those that wait for a person.
    func waiting(_ files: [SetAside.File]) -> Int {
        Dictionary(grouping: files, by: \.at).values.map(\.count).filter { $0 > Self.mostByAStop }.reduce(0, +)
    }

    /// When the next of them goes; nil where none goes by itself.
    func next(_ files: [SetAside.File]) -> Moment? {
        Dictionary(grouping: files, by: \.at).filter { $1.count <= Self.mostByAStop }.keys.min().map { $0 + age }
    }

    /// Those whose time lies ahead: the clock was wrong when they were set aside.
    func ahead(_ files: [SetAside.File], now: Moment) -> [SetAside.File] {
        files.filter { $0.at > now + ClockTrust.tolerance }
    }
}

extension Settings {
    var setAsideRules: SetAsideRules { SetAsideRules(age: purges.setAsideAge) }
}
