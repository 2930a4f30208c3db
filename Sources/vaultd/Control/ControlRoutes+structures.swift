import ControlAPI
import Engine
import HTTPTypes
import Hummingbird

extension ControlRoutes {
    func listStructures(_ request: Request, _ context: ControlContext) async throws -> Response {
        let structures = try await slot.vault().structures(by: context.actor)
        return try .json(StructureList(structures: structures.map { StructureReport($0) }))
    }

    func addStructure(_ request: Request, _ context: ControlContext) async throws -> Response {
        let wanted = try await request.json(NewStructureRequest.self)
        var new = NewStructure(name: wanted.name)
        new.from = try Self.day(wanted.from, "from")
        new.until = try Self.day(wanted.until, "until")
        new.partnerOf = try wanted.partnerOf.map(Self.structureID)
        new.contact = wanted.contact
        new.privacyContact = wanted.privacyContact
        let id = try await slot.vault().addStructure(new, by: context.actor)
        return try .json(StructureReport(id: id.text, name: wanted.name), status: .created)
    }

    func showStructure(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(StructureDetailsReport(await slot.vault().structure(Self.structure(context), by: context.actor)))
    }

    func planEndOfStructure(_ request: Request, _ context: ControlContext) async throws -> Response {
        try .json(StructureEndReport(await slot.vault().planEnd(of: Self.structure(context), by: context.actor)))
    }

    func endStructure(_ request: Request, _ context: ControlContext) async throws -> Response {
        let start = ContinuousClock.now
        let done = try await slot.vault().endStructure(Self.structure(context), by: context.actor)
        var report = StructureEndReport(done)
        report.seconds = start.secondsAgo
        return try .json(report)
    }

    /// The structure that the path names.
    ///
    /// - Throws: `notFound`.
    private static func structure(_ context: ControlContext) throws -> StructureID {
        guard let id = StructureID(try context.parameters.require("structure")) else { throw VaultFailure(.notFound) }
        return id
    }
}

extension StructureReport {
    /// The engine's summary, as the control socket answers it.
    init(_ summary: StructureSummary) { self.init(id: summary.id.text, name: summary.name, state: summary.state) }
}

extension StructureDetailsReport {
    /// The engine's details, as the control socket answers them.
    init(_ details: StructureDetails) {
        self.init(structure: StructureReport(details.summary))
        contact = details.contact
        privacyContact = details.privacyContact
        conventions = details.conventions.map {
            Convention(
                id: $0.id.text, parent: $0.parent?.text, beginsAt: $0.beginsAt.date, endsAt: $0.endsAt?.date,
                endedAt: $0.endedAt?.date)
        }
        partners = details.partners.map(\.text)
        professionals = details.professionals
        managers = details.managers
        affiliated = details.affiliated
    }
}

extension StructureEndReport {
    /// The engine's counts, as the control socket answers them.
    init(_ ending: StructureEnding) {
        self.init(
            parts: ending.parts.map {
                Part(
                    id: $0.structure.text, name: $0.name, isPartner: $0.isPartner, professionals: $0.professionals,
                    managers: $0.managers, affiliated: $0.affiliated)
            },
            disabledAccounts: ending.disabledAccounts, sessions: ending.sessions)
    }
}
