import ControlAPI
import Engine
import HTTPTypes
import Hummingbird

extension ControlRoutes {
    func listStructures(_ request: Request, _ context: ControlContext) async throws -> Response {
        let structures = try await slot.vault().structures(by: context.actor)
        return try .json(
            StructureList(structures: structures.map { StructureReport(id: $0.id.text, name: $0.name) }))
    }

    func addStructure(_ request: Request, _ context: ControlContext) async throws -> Response {
        let new = try await request.json(NewStructureRequest.self)
        let id = try await slot.vault().addStructure(named: new.name, by: context.actor)
        return try .json(StructureReport(id: id.text, name: new.name), status: .created)
    }

    func addBeneficiary(_ request: Request, _ context: ControlContext) async throws -> Response {
        let new = try await request.json(NewBeneficiaryRequest.self)
        let account = try await slot.vault().addBeneficiary(Self.beneficiary(new), by: context.actor)
        let report = NewAccountReport(
            id: account.id.text, loginName: account.loginName,
            temporaryPassword: account.temporaryPassword?.reveal())
        return try .json(report, status: .created)
    }

    /// A password that an operator chose is known to someone else, so the person must change it.
    private static func beneficiary(_ new: NewBeneficiaryRequest) throws -> NewBeneficiary {
        var person = NewBeneficiary(
            loginName: new.loginName, firstName: new.firstName, lastName: new.lastName,
            password: new.password.map { .temporary(SecretText($0)) } ?? .generated)
        person.birthDate = new.birthDate
        person.phone = new.phone
        person.email = new.email
        if let language = new.language { person.language = language }
        if let structure = new.structure {
            guard let id = StructureID(structure) else {
                throw VaultFailure(
                    .fieldUnusable, ["field": "structure", "reason": "an id has 32 hexadecimal digits"])
            }
            person.structure = id
        }
        return person
    }
}
