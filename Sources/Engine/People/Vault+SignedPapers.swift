import GRDB

extension Vault {
    /// What the holder signed for a structure: version, language, day, acts, and who explained it (ACC-01 to ACC-03). It
    /// stays when the structure does not follow them any more.
    ///
    /// - Throws: `notFound` where they never signed anything for it and it does not follow them.
    public func signedPapers(for structure: StructureID, of person: SignedInPerson) async throws -> SignedPapers {
        let actor = Actor.person(person)
        try await require(actor, .answerAffiliation, on: .safe(SafeFacts(holder: person.account)), item: structure.bytes)
        let found: SignedPapers? = try await catalog.read { database -> SignedPapers? in
            let rows = try MandateRecord.all(of: person.account, to: structure, database)
            let state = try AffiliationRecord.state(of: person.account, with: structure, database)
            guard !rows.isEmpty || state == .active else { return nil }
            let proofs = try MandateRecord.explanations(to: person.account, database)
            let explainers = try (rows + proofs).map { try $0.identifier("explainer") as AccountID }
            let names = try names(of: Set(explainers).subtracting([person.account]), in: database)
            func explainer(_ row: Row) throws -> KeptMandate.Explainer {
                let account: AccountID = try row.identifier("explainer")
                return account == person.account ? .nobody : .professional(names[account])
            }
            return SignedPapers(
                structure: structure, structureName: try StructureRecord.name(of: structure, keys: keys, database),
                mandates: try rows.map { try KeptMandate($0, explainer: explainer($0), now: clock.now()) },
                information: try proofs.map {
                    KeptInformation(
                        text: ShownText($0), explainedAt: Moment(milliseconds: $0["explained_at"]),
                        explainer: try explainer($0))
                }, follows: state == .active)
        }
        guard let found else { throw try await refuseUnknown(actor, .answerAffiliation, item: structure.bytes) }
        return found
    }
}

extension KeptMandate {
    fileprivate init(_ row: Row, explainer: Explainer, now: Moment) throws {
        let revoked = (row["revoked_at"] as Int64?).map { Moment(milliseconds: $0) }
        let ends = (row["ends_at"] as Int64?).map { Moment(milliseconds: $0) }
        self.init(
            acts: MandateAct.list(stored: row["acts"]), text: ShownText(row),
            signedAt: Moment(milliseconds: row["signed_at"]), endedAt: revoked ?? ends.flatMap { $0 <= now ? $0 : nil },
            explainer: explainer)
    }
}
