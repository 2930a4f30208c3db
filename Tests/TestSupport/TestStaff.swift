import Engine

/// A professional or manager who is signed in.
public struct TestStaff: Sendable {
    public let account: NewStaffAccount
    public let structure: StructureID
    public let loginName: String
    public let opened: OpenedSession

    /// The person of the session.
    public var person: SignedInPerson { opened.session.person }
    public var actor: Actor { .person(person) }
    public var token: String { opened.token.reveal() }
    public var habilitation: HabilitationID { account.habilitation }
}

extension TemporaryVault {
    /// Makes a structure.
    public func structure(
        _ name: String = "Maison de quartier", _ adjust: (inout NewStructure) -> Void = { _ in }
    ) async throws -> StructureID {
        var new = NewStructure(name: name)
        adjust(&new)
        return try await vault.addStructure(new, by: Self.staff)
    }

    /// Makes a manager of a structure and signs them in.
    public func manager(_ loginName: String = "mona", of structure: StructureID) async throws -> TestStaff {
        let account = try await vault.addManager(Self.staff(loginName, "Mona", "Chef"), of: structure, by: Self.staff)
        return TestStaff(
            account: account, structure: structure, loginName: loginName, opened: try await signIn(loginName))
    }

    /// Makes a professional of a structure, through a manager of it, and signs them in.
    public func professional(
        _ loginName: String = "pia", of structure: StructureID, by manager: TestStaff? = nil
    ) async throws -> TestStaff {
        let chief = if let manager { manager } else { try await self.manager("chief-of-\(loginName)", of: structure) }
        let account = try await vault.addProfessional(
            Self.staff(loginName, "Pia", "Aide"), to: structure, by: chief.person)
        return TestStaff(
            account: account, structure: structure, loginName: loginName, opened: try await signIn(loginName))
    }

    /// A professional asks, the person accepts.
    public func affiliate(
        _ person: TestPerson, with structure: StructureID, by professional: TestStaff,
        acts: Set<MandateAct> = Set(MandateAct.allCases)
    ) async throws {
        try await vault.askAffiliation(
            loginName: person.account.loginName, structure: structure, by: professional.person)
        let mandate = SignedMandate(acts: acts, text: ShownText(version: "1", language: "fr"))
        try await vault.acceptAffiliation(structure, mandate: mandate, by: person.person)
    }

    private static func staff(_ loginName: String, _ firstName: String, _ lastName: String) -> NewStaff {
        var new = NewStaff(
            loginName: loginName, firstName: firstName, lastName: lastName, password: .chosen(SecretText(password)))
        new.jobTitle = "Accueil"
        return new
    }
}
