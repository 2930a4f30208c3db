import GRDB

/// The table `case_assignment`: the people whom a limited habilitation covers (ROL-08).
enum CaseAssignments {
    static func people(of habilitation: HabilitationID, _ database: Database) throws -> Set<AccountID> {
        try Set(
            Row.fetchAll(
                database, sql: "SELECT beneficiary FROM case_assignment WHERE habilitation = ?",
                arguments: [habilitation.blob]
            ).map { try $0.identifier("beneficiary") })
    }

    /// Puts these people in the place of those before.
    static func set(
        _ people: Set<AccountID>, of habilitation: HabilitationID, by assigner: AccountID?, at moment: Moment,
        in database: Database
    ) throws {
        try database.execute(sql: "DELETE FROM case_assignment WHERE habilitation = ?", arguments: [habilitation.blob])
        for person in people { try add(person, to: habilitation, by: assigner, at: moment, in: database) }
    }

    static func add(
        _ person: AccountID, to habilitation: HabilitationID, by assigner: AccountID?, at moment: Moment,
        in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO case_assignment (habilitation, beneficiary, assigned_at, assigned_by) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
            arguments: [habilitation.blob, person.blob, moment.milliseconds, assigner?.blob])
    }

    /// Takes a person out of every habilitation of a structure, with whatever was noted about ended follow-ups: what
    /// begins anew later begins without either.
    static func forget(_ person: AccountID, in structure: StructureID, _ database: Database) throws {
        for table in ["case_assignment", "ended_follow_up"] {
            try database.execute(
                sql: """
                    DELETE FROM \(table) WHERE beneficiary = ?
                    AND habilitation IN (SELECT id FROM habilitation WHERE structure = ?)
                    """,
                arguments: [person.blob, structure.blob])
        }
    }
}
