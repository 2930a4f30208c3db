import GRDB

extension Vault {
    /// What a professional or manager did, in every structure, newest first (AUD-05). Whom it concerned is named only
    /// while the reader may see them.
    ///
    /// - Parameter page: from 1.
    /// - Throws: `notFound` for whoever acts for no structure now.
    public func ownActs(of person: SignedInPerson, page: Int) async throws -> StaffActPage {
        let memberships = try await catalog.read {
            try HabilitationRecord.inForce(of: person.account, now: clock.now(), $0)
        }
        guard let first = memberships.first else {
            throw try await refuseUnknown(.person(person), .readOwnActs, item: person.account.bytes)
        }
        try await require(.person(person), .readOwnActs, on: .structure(first.structure, membership: first.role))
        return try await catalog.read { database in
            try self.page(page, of: StaffActReading(actor: person.account), in: database) { lines in
                let people = try visible(Set(lines.compactMap(\.owner)), to: person, in: database)
                let structures = try structureNames(Set(lines.compactMap(\.structure)), in: database)
                return lines.map { line in
                    StaffAct(
                        line, structureName: line.structure.flatMap { structures[$0] },
                        person: Self.concerned(line, person, people))
                }
            }
        }
    }

    /// What a professional did in the structure of this habilitation, newest first, for its manager (AUD-05): acts, and
    /// nobody whom they concerned. What was done elsewhere, or in no structure, is not in it.
    ///
    /// - Parameter page: from 1.
    /// - Throws: `notFound`.
    public func acts(
        of id: HabilitationID, page: Int, by person: SignedInPerson
    ) async throws -> ProfessionalActs {
        let habilitation = try await habilitation(id, for: .readProfessionalActs, by: person)
        let reading = StaffActReading(actor: habilitation.account, structure: habilitation.structure)
        return try await catalog.read { database in
            ProfessionalActs(
                name: try name(of: habilitation.account, in: database) ?? "",
                structureName: try StructureRecord.name(of: habilitation.structure, keys: keys, database),
                acts: try self.page(page, of: reading, in: database) { lines in
                    lines.map { StaffAct($0, structureName: nil, person: .nobody) }
                })
        }
    }

    private func page(
        _ asked: Int, of reading: StaffActReading, in database: Database,
        _ told: ([StaffActReading.Line]) throws -> [StaffAct]
    ) throws -> StaffActPage {
        let total = try reading.count(database)
        let page = min(max(asked, 1), StaffActPage.pageCount(total))
        let lines = try reading.lines(
            skipping: (page - 1) * StaffActPage.size, limit: StaffActPage.size, in: database)
        return StaffActPage(acts: try told(lines), page: page, total: total)
    }

    /// Whether anybody stood behind a refusal, or behind a name that was asked for, is not told: so it cannot be found
    /// out who there is (ACC-10).
    private static func concerned(
        _ line: StaffActReading.Line, _ reader: SignedInPerson, _ people: [AccountID: String]
    ) -> StaffAct.Concerned {
        switch line.kind {
        case .accessDenied: .nobody
        case .affiliationAsked: line.owner.flatMap { people[$0] }.map { .named($0) } ?? .someone
        default:
            if let owner = line.owner, owner != reader.account {
                people[owner].map { .named($0) } ?? .someone
            } else {
                .nobody
            }
        }
    }

    /// The names of those whom the reader may see now.
    private func visible(
        _ accounts: Set<AccountID>, to person: SignedInPerson, in database: Database
    ) throws -> [AccountID: String] {
        try accounts.reduce(into: [:]) { names, account in
            guard account != person.account, try maySee(account, person, in: database) else { return }
            names[account] = try unlessDamaged { try name(of: account, in: database) } ?? nil
        }
    }

    private func maySee(_ account: AccountID, _ person: SignedInPerson, in database: Database) throws -> Bool {
        let now = clock.now()
        switch person.role {
        case .beneficiary: return false
        case .professional:
            let relation = try SafeRelation.find(of: person.account, to: account, now: now, in: database)
            let safe = SafeFacts(holder: account, relation: relation)
            return AccessPolicy.allows(.person(person), .seePerson, on: .safe(safe))
        case .manager:
            return try HabilitationRecord.structures(of: account, as: .professional, database).contains { structure in
                let role = try HabilitationRecord.membership(of: person.account, in: structure, now: now, database)
                let place = Resource.structure(structure, membership: role)
                return AccessPolicy.allows(.person(person), .listProfessionals, on: place)
            }
        }
    }

    private func structureNames(_ ids: Set<StructureID>, in database: Database) throws -> [StructureID: String] {
        try ids.reduce(into: [:]) { names, id in
            names[id] = try unlessDamaged { try StructureRecord.find(id, keys: keys, database)?.name } ?? nil
        }
    }
}

extension StaffAct {
    fileprivate init(_ line: StaffActReading.Line, structureName: String?, person: Concerned) {
        self.init(
            sequence: line.sequence, moment: line.moment, kind: line.kind, result: line.result,
            structureName: structureName, person: person)
    }
}
