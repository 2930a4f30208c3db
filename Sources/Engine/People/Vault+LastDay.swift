import GRDB

extension Vault {
    /// Says until when a professional acts for the structure (ROL-09). After the last day nothing can be seen or done any
    /// more, and the habilitation ends by itself. Open sessions end now.
    ///
    /// - Parameters:
    ///   - day: the last one; nil for as long as the convention runs.
    ///   - version: of the habilitation that was looked at.
    /// - Throws: `notFound`; `fieldUnusable` for a day that is over; `changedMeanwhile`, also where the habilitation has
    ///   ended.
    public func setLastDay(
        _ id: HabilitationID, to day: CalendarDay?, version: Int, by person: SignedInPerson
    ) async throws {
        let end = try endOfHabilitation(day)
        try await changeHabilitation(id, .limitProfessional, by: person) { habilitation, database in
            guard habilitation.state != .ended else { throw VaultFailure(.changedMeanwhile) }
            try HabilitationRecord.setEnd(end, of: id, version: version, at: clock.now(), in: database)
            return (.habilitationDated, end.map { [.until: String($0.milliseconds)] } ?? [:])
        }
    }

    /// The moment after a last day.
    ///
    /// - Throws: `fieldUnusable` for a day that is over.
    func endOfHabilitation(_ day: CalendarDay?) throws -> Moment? {
        guard let end = try day?.end(in: settings.backups.zone) else { return nil }
        guard end > clock.now() else {
            throw VaultFailure(.fieldUnusable, ["field": "last-day", "reason": "the day is over"])
        }
        return end
    }

    /// Ends what has had its last day, with everything that a removal does.
    func endHabilitationsOver(at now: Moment, in database: Database) throws {
        for habilitation in try HabilitationRecord.over(at: now, database) {
            try end(habilitation, by: .schedule, in: database)
        }
    }
}
