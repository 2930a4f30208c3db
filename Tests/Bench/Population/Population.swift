import ArgumentParser
import Engine
import Foundation
import Logging

/// Fills a store for a measurement, through the engine's own operations: many safes, or many documents in one.
@main struct Population: AsyncParsableCommand {
    @Option(help: "The settings file of the store.") var config: String
    @Option(help: "How many safes to add.") var safes = 0
    @Option(help: "How many documents to put into one new safe.") var documents = 0
    @Option(help: "Bytes of each document.") var size = 2048
    @Option(help: "How many people one new professional follows; prints the professional's name and password.")
    var people = 0

    func run() async throws {
        var settings = try SettingsFile.load(path: config)
        // The passwords of these people are never used; their cost would be most of the time.
        settings.signingIn.bcryptCost = 4
        settings.documents.safeQuota = 1 << 40
        settings.documents.safeDocuments = .max
        let vault = try await Vault.open(settings: settings, clock: SystemClock(), logger: Logger(label: "population"))
        let identity = OperatorIdentity(user: getuid(), group: getgid(), process: getpid(), claimed: nil)
        try await addSafes(to: vault, by: .operator(identity))
        try await addDocuments(to: vault, by: .operator(identity))
        try await addPeople(to: vault, by: .operator(identity))
        try await vault.close()
    }

    private func addSafes(to vault: Vault, by actor: Actor) async throws {
        for number in 0..<safes {
            let new = NewBeneficiary(loginName: "person-\(number)-\(getpid())", firstName: "Nour", lastName: "Essai")
            _ = try await vault.addBeneficiary(new, by: actor)
        }
    }

    private func addDocuments(to vault: Vault, by actor: Actor) async throws {
        guard documents > 0 else { return }
        try await vault.scanner.load()
        let name = "papers-\(getpid())"
        let account = try await vault.addBeneficiary(
            NewBeneficiary(loginName: name, firstName: "Nour", lastName: "Essai"), by: actor)
        guard let password = account.temporaryPassword else { return }
        let request = SignInRequest(loginName: name, password: password, source: RequestSource(address: "127.0.0.1"))
        guard case .opened(let session) = try await vault.signIn(request) else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    for number in stride(from: lane, to: documents, by: 8) {
                        try await deposit(number, in: vault, by: session.session.person)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func addPeople(to vault: Vault, by actor: Actor) async throws {
        guard people > 0 else { return }
        let structure = try await vault.addStructure(named: "Accueil", by: actor)
        let first = ["Nour", "Awa", "Élodie", "أمل", "Ivan", "Zoé", "Li"],
            last = ["Haddad", "Diallo", "N’Diaye", "Martin", "حدّاد"]
        for number in 0..<people {
            var new = NewBeneficiary(
                loginName: "followed-\(number)", firstName: first[number % first.count],
                lastName: "\(last[number % last.count]) \(number)")
            new.structure = structure
            _ = try await vault.addBeneficiary(new, by: actor)
        }
        let password = SecretText("Bench-petits-Chats-7")
        let chief = NewStaff(loginName: "chief", firstName: "Mona", lastName: "Chef", password: .chosen(password))
        _ = try await vault.addManager(chief, of: structure, by: actor)
        let request = SignInRequest(
            loginName: "chief", password: password, mode: .ordinary, source: RequestSource(address: "127.0.0.1"))
        guard case .opened(let session) = try await vault.signIn(request) else { return }
        let aide = NewStaff(loginName: "pia", firstName: "Pia", lastName: "Aide", password: .chosen(password))
        _ = try await vault.addProfessional(aide, to: structure, by: session.session.person)
        print("pia", password.reveal())
    }

    private func deposit(_ number: Int, in vault: Vault, by person: SignedInPerson) async throws {
        guard let safe = person.safe else { return }
        let intake = try await vault.beginDeposit(in: safe, by: .person(person), expectedLength: size)
        let line = "\(number) \(UInt64.random(in: 0 ... .max)) papier\n"
        try await intake.append(Array(String(repeating: line, count: size / line.utf8.count + 1).utf8.prefix(size)))
        _ = try await intake.finish(fileName: "papier-\(number).txt", title: nil)
    }
}
