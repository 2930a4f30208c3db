import ControlAPI
import Engine
import HTTPTypes
import Hummingbird

extension ControlRoutes {
    func addBeneficiary(_ request: Request, _ context: ControlContext) async throws -> Response {
        let new = try await request.json(NewBeneficiaryRequest.self)
        let account = try await slot.vault().addBeneficiary(beneficiary(new), by: context.actor)
        let report = NewAccountReport(
            id: account.id.text, loginName: account.loginName,
            temporaryPassword: account.temporaryPassword?.reveal())
        return try .json(report, status: .created)
    }

    func addManager(_ request: Request, _ context: ControlContext) async throws -> Response {
        let new = try await request.json(NewManagerRequest.self)
        var person = NewStaff(
            loginName: new.loginName, firstName: new.firstName, lastName: new.lastName,
            password: Self.password(new.password))
        person.jobTitle = new.jobTitle
        person.email = new.email
        person.phone = new.phone
        if let language = try spoken(new.language) { person.language = language }
        let structure = try Self.structureID(new.structure)
        let account = try await slot.vault().addManager(person, of: structure, by: context.actor)
        let report = NewAccountReport(
            id: account.id.text, loginName: account.loginName,
            temporaryPassword: account.temporaryPassword?.reveal())
        return try .json(report, status: .created)
    }

    func addHabilitation(_ request: Request, _ context: ControlContext) async throws -> Response {
        let new = try await request.json(NewHabilitationRequest.self)
        let structure = try Self.structureID(new.structure)
        let made = try await slot.vault().habilitate(
            new.loginName, for: structure, reason: new.reason, by: context.actor)
        let report = HabilitationReport(id: made.id.text, waitsForInvitation: made.waitsForInvitation)
        return try .json(report, status: .created)
    }

    func removeStaff(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wanted = try await request.json(RemovalRequest.self)
        let done = try await slot.vault().removeStaff(
            wanted.account, from: Self.structureID(wanted.structure), reason: wanted.reason, by: context.actor)
        return try .json(
            RemovalReport(id: done.habilitation.text, isDisabled: done.isDisabled, sessions: done.sessions))
    }

    func suspendAccount(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wanted = try await request.json(SuspensionRequest.self)
        try await slot.vault().suspendAccount(
            wanted.account, reason: wanted.reason, until: Self.day(wanted.until, "until"), by: context.actor)
        return try .json(DoneReport())
    }

    func enableAccount(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wanted = try await request.json(ResumptionRequest.self)
        try await slot.vault().enableAccount(wanted.account, reason: wanted.reason, by: context.actor)
        return try .json(DoneReport())
    }

    func resetFactors(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wanted = try await request.json(FactorResetRequest.self)
        let count = try await slot.vault().takeAwayFactors(ofStaff: wanted.account, by: context.actor)
        return try .json(FactorResetReport(count: count))
    }

    private func beneficiary(_ new: NewBeneficiaryRequest) throws -> NewBeneficiary {
        var person = NewBeneficiary(
            loginName: new.loginName, firstName: new.firstName, lastName: new.lastName,
            password: Self.password(new.password))
        person.birthDate = new.birthDate
        person.phone = new.phone
        person.email = new.email
        if let language = try spoken(new.language) { person.language = language }
        if let structure = new.structure { person.structure = try Self.structureID(structure) }
        return person
    }

    /// A language in which the person can be spoken to.
    ///
    /// - Throws: `fieldUnusable`, with those that there are.
    func spoken(_ code: String?) throws -> String? {
        guard let code = code?.lowercased() else { return nil }
        guard languages.contains(code) else {
            let reason = "it is one of \(languages.sorted().joined(separator: ", "))"
            throw VaultFailure(.fieldUnusable, ["field": "language", "reason": reason])
        }
        return code
    }

    /// A password that an operator chose is known to someone else, so the person must change it.
    private static func password(_ text: String?) -> InitialPassword {
        text.map { .temporary(SecretText($0)) } ?? .generated
    }

    /// An id in a request's body.
    ///
    /// - Throws: `fieldUnusable`.
    static func structureID(_ text: String) throws -> StructureID {
        guard let id = StructureID(text) else {
            throw VaultFailure(.fieldUnusable, ["field": "structure", "reason": "an id has 32 hexadecimal digits"])
        }
        return id
    }

    /// A day in a request's body; nil where there is none.
    ///
    /// - Throws: `fieldUnusable`.
    static func day(_ text: String?, _ field: String) throws -> CalendarDay? {
        try text.map {
            guard let day = CalendarDay($0) else {
                throw VaultFailure(.fieldUnusable, ["field": field, "reason": "a day is written like 2026-12-31"])
            }
            return day
        }
    }
}
