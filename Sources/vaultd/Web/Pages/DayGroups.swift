import Engine

extension Language {
    /// Things that come newest first as the list `days` of a template: each of the reader's days under its heading.
    func days<Thing>(
        _ things: [Thing], now: Moment, at moment: (Thing) -> Moment, _ fields: (Thing) -> [String: Field]
    ) -> Field {
        var days: [[String: Field]] = []
        var rest = things[...]
        while let first = rest.first {
            let day = dayNumber(of: moment(first))
            let same = rest.prefix { dayNumber(of: moment($0)) == day }
            rest = rest.dropFirst(same.count)
            days.append([
                "day": .text(dayHeading(moment(first), now: now)), "entries": .list(same.map(fields)),
            ])
        }
        return .list(days)
    }
}
