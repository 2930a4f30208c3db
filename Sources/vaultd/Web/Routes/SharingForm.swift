import Engine

/// The form in which a holder says who may see a document. Each box has a name of its own, since a field that comes
/// twice is refused.
enum SharingForm {
    private static let prefix = "to."

    /// The name of the box of an audience: `to.<structure>` or `to.<structure>.<professional>`.
    static func field(_ audience: Audience) -> String {
        let parts = [audience.structure.text] + (audience.professional.map { [$0.text] } ?? [])
        return prefix + parts.joined(separator: ".")
    }

    /// What was ticked and chosen.
    ///
    /// - Throws: `fieldUnusable`.
    static func order(_ fields: FormFields, now: Moment) throws -> ShareOrder {
        let audience = try fields.names(from: prefix).map(audience)
        let whole = Set(audience.filter { $0.professional == nil }.map(\.structure))
        // Everyone of a structure includes each of them.
        let needed = audience.filter { $0.professional == nil || !whole.contains($0.structure) }
        return ShareOrder(
            audience: needed, purpose: fields["purpose"], until: try until(fields["days"] ?? "", now: now),
            consent: fields["consent"] == "yes" ? .given : .notGiven)
    }

    private static func audience(_ name: String) throws -> Audience {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first.flatMap { StructureID($0) }, parts.count) {
        case (let structure?, 1): return .structure(structure)
        case (let structure?, 2):
            guard let professional = AccountID(parts[1]) else { break }
            return .professional(professional, of: structure)
        default: break
        }
        throw VaultFailure(.fieldUnusable, ["field": "to", "reason": "it names nobody"])
    }

    private static func until(_ days: String, now: Moment) throws -> Moment? {
        guard !days.isEmpty else { return nil }
        guard let count = Int(days), SharingPage.days.contains(count) else {
            throw VaultFailure(.fieldUnusable, ["field": "days", "reason": "it is no choice of the form"])
        }
        return now + .days(count)
    }
}
