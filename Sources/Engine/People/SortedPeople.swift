/// People in the order in which lists show them: last name, then first name, without case and accents.
struct SortedPeople: Sendable {
    let name: PersonName
    fileprivate let order: [UInt8]

    /// Those in whose names each word occurs, sorted.
    static func matching(_ words: String, in people: [AccountID: NameCache.Entry]) -> [SortedPeople] {
        let wanted = SearchText(words)
        return people.compactMap { id, entry in
            guard wanted.isFound(in: entry.search) else { return nil }
            let name = PersonName(account: id, firstName: entry.firstName, lastName: entry.lastName)
            return SortedPeople(name: name, order: entry.search)
        }.sorted { $0.comes(before: $1) }
    }

    private func comes(before other: SortedPeople) -> Bool {
        if order == other.order { return name.account.bytes.lexicographicallyPrecedes(other.name.account.bytes) }
        return order.lexicographicallyPrecedes(other.order)
    }
}
