import Foundation
import GRDB
import Logging
import TestSupport
import Testing

@testable import Engine

/// RET-02, END-03: a person who is gone does not come back with an older snapshot.
@Suite struct RestoredAccountTests {
    /// Restores `snapshot` on another machine and looks at what is there.
    private static func restored(
        _ snapshot: SnapshotSummary, _ box: TemporaryVault, from folder: String? = nil,
        _ erased: Restore.Erased = .stayErased, _ body: (Vault, RestoreSummary) async throws -> Void
    ) async throws {
        var settings = box.settings
        settings.state = box.folder + "/elsewhere-\(UUID().uuidString)"
        let restore = Restore(
            snapshotFolder: folder ?? box.settings.snapshotFolder, choice: .named(snapshot.id), settings: settings,
            keyFile: try KeyFile.load(path: settings.keys.file, placement: .anywhere), erased: erased, clock: box.clock)
        let summary = try await restore.run(by: TemporaryVault.staff)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let vault = try await Vault.open(settings: settings, clock: box.clock, logger: logger)
        try await body(vault, summary)
        #expect(try await vault.verifyAudit(by: TemporaryVault.staff).problem == nil)
        try await vault.close()
    }

    /// A snapshot of a person with papers that are shared, who then deletes the account.
    private static func withSnapshotBeforeADeletion(
        _ body: (SharingStage, DocumentID, _ before: SnapshotSummary) async throws -> Void
    ) async throws {
        try await SharingStage.with { stage in
            let paper = try await stage.paper()
            try await stage.share(paper, .structure(stage.house))
            let before = try await stage.box.backup()
            stage.box.clock.advance(by: .hours(24))
            let awa = try await stage.box.signIn("awa").session.person
            _ = try await stage.vault.deleteAccount(of: awa, .atOnce)
            try await body(stage, paper, before)
        }
    }

    private static func signsIn(_ loginName: String, _ vault: Vault) async -> Bool {
        let request = SignInRequest(
            loginName: loginName, password: SecretText(TemporaryVault.password), mode: .ordinary,
            source: TemporaryVault.source)
        return await (try? vault.signIn(request)) != nil
    }

    /// The sealed identity of an account, as it lies in the catalog.
    private static func identity(of account: AccountID, _ vault: Vault) async throws -> [[UInt8]] {
        try await vault.catalog.read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT \(fields.joined(separator: ", ")) FROM account WHERE id = ?",
                arguments: [account.blob])
            return fields.compactMap { row?.bytes($0) }
        }
    }

    /// The same, opened.
    private static func names(of account: AccountID, _ vault: Vault) async throws -> [String] {
        let sealed = try await identity(of: account, vault)
        return try zip(sealed, fields).map {
            try vault.keys.directory.openText($0, at: AccountRecord.address($1, of: account))
        }
    }

    private static let fields = ["login_name", "first_name", "last_name"]

    private static func rows(of account: AccountID, _ vault: Vault) async throws -> Int {
        try await vault.catalog.read { database in
            // Whatever names an account does so by a foreign key.
            let tables = try String.fetchAll(
                database,
                sql: """
                    SELECT m.name || '.' || k."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k
                    WHERE m.type = 'table' AND k."table" = 'account'
                    """)
            #expect(tables.contains("password.account") && tables.contains("safe.holder"))
            return try tables.reduce(0) { count, name in
                let parts = name.split(separator: ".")
                return try count
                    + (Int.fetchOne(
                        database, sql: "SELECT COUNT(*) FROM \(parts[0]) WHERE \(parts[1]) = ?", arguments: [account.blob])
                        ?? 0)
            }
        }
    }

    @Test func `an account that was deleted since is deleted again, with all that names it`() async throws {
        try await Self.withSnapshotBeforeADeletion { stage, paper, before in
            try await stage.box.backup()
            let account = stage.awa.account.id
            try await Self.restored(before, stage.box) { vault, summary in
                #expect(summary.accountsErasedAgain == 1 && summary.erasedAgain == 1 && summary.documents == 0)
                #expect(await !Self.signsIn("awa", vault))
                #expect(try await Self.names(of: account, vault) == ["", "", ""])
                #expect(try await Self.rows(of: account, vault) == 0)
                let states = try await vault.accounts(by: TemporaryVault.staff).filter { $0.id == account }.map(\.state)
                #expect(states == ["deleted"])
                let files = try FileManager.default.subpathsOfDirectory(atPath: vault.settings.blobFolder)
                #expect(!files.contains { $0.contains(paper.text) })
                // The others are as they were.
                #expect(await Self.signsIn(stage.pia.loginName, vault))
                #expect(try await Self.events(.accountErased, of: account, vault) == 1)
            }
        }
    }

    @Test func `no byte of the sealed identity stays in the restored catalog`() async throws {
        try await Self.withSnapshotBeforeADeletion { stage, _, before in
            let account = stage.awa.account.id
            // As the snapshot has it: brought back, and never touched since.
            var sealed: [[UInt8]] = []
            try await stage.box.backup()
            try await Self.restored(before, stage.box, .comeBack) { vault, _ in
                sealed = try await Self.identity(of: account, vault)
            }
            #expect(sealed.count == 3)
            try await Self.restored(before, stage.box) { vault, _ in
                try await vault.catalog.checkpoint()
                let bytes = try Data(contentsOf: URL(filePath: vault.settings.catalogFile))
                for field in sealed { #expect(bytes.range(of: Data(field)) == nil) }
            }
        }
    }

    @Test func `who restores because of deletions by mistake brings the account back, and its holder reads it`() async throws
    {
        try await Self.withSnapshotBeforeADeletion { stage, paper, before in
            try await stage.box.backup()
            let account = stage.awa.account.id
            try await Self.restored(before, stage.box, .comeBack) { vault, summary in
                #expect(summary.accountsErasedAgain == 0 && summary.accountsBroughtBack == 1 && summary.broughtBack == 1)
                #expect(await Self.signsIn("awa", vault))
                #expect(try await Self.names(of: account, vault).first == "awa")
                let documents = try await vault.documents(in: stage.awa.safe, by: stage.awa.actor)
                #expect(documents.map(\.id) == [paper])
                #expect(try await Self.events(.accountReturned, of: account, vault) == 1)
                #expect(try await Self.events(.accountErased, of: account, vault) == 0)
                // What came back is not taken for deleted by what follows.
                stage.box.clock.advance(by: .hours(24))
                let after = try await vault.backup(by: TemporaryVault.staff)
                try await Self.restored(after, stage.box, from: vault.settings.snapshotFolder) { again, summary in
                    #expect(summary.accountsErasedAgain == 0)
                    #expect(await Self.signsIn("awa", again))
                }
            }
        }
    }

    @Test func `the old state folder beside the snapshots tells it too`() async throws {
        try await Self.withSnapshotBeforeADeletion { stage, _, before in
            let old = stage.box.folder + "/old"
            try FileManager.default.copyItem(atPath: stage.box.settings.state, toPath: old)
            try await Self.restored(before, stage.box, from: old + "/backups") { vault, summary in
                #expect(summary.accountsErasedAgain == 1)
                #expect(await !Self.signsIn("awa", vault))
            }
        }
    }

    @Test func `former staff whose account was emptied stays without a name`() async throws {
        try await SharingStage.with { stage in
            let before = try await stage.box.backup()
            stage.box.clock.advance(by: .hours(24))
            let pia = stage.pia.account.id
            _ = try await AccountErasure(vault: stage.vault, account: pia, actor: .schedule).run()
            try await stage.box.backup()
            try await Self.restored(before, stage.box) { vault, summary in
                #expect(summary.accountsErasedAgain == 1)
                #expect(await !Self.signsIn(stage.pia.loginName, vault))
                let names = try await Self.names(of: pia, vault)
                let rows = try await Self.rows(of: pia, vault)
                #expect(names == ["", "", ""] && rows == 0)
                #expect(await Self.signsIn("awa", vault))
            }
        }
    }

    @Test func `an invitation that was taken back stays so, and who was invited since and is gone is known to be`()
        async throws
    {
        try await TemporaryVault.with(.withoutScanner, adjust: { $0.sms.gateway = "spool" }) { box in
            let structure = try await box.structure("Maison")
            let pia = try await box.professional(of: structure)
            func invite(_ name: String, _ phone: String) async throws -> AccountID {
                var person = NewBeneficiary(loginName: "", firstName: name, lastName: "Diallo")
                person.phone = phone
                return try await box.vault.invite(person, to: structure, linkBase: "x/", actor: pia.person).account
            }
            let awa = try await invite("Awa", "06 94 83 72 61")
            let before = try await box.backup()
            box.clock.advance(by: .hours(24))
            let bilal = try await invite("Bilal", "06 94 83 72 62")
            for account in [awa, bilal] { try await box.vault.cancelInvitation(of: account, by: pia.person) }
            try await box.backup()
            try await Self.restored(before, box) { vault, summary in
                #expect(summary.accountsErasedAgain == 1)
                #expect(try await Self.identity(of: awa, vault).isEmpty)
                let known = try await vault.catalog.read { try KnownErasures.accounts(erasedIn: $0) }
                #expect(known == [awa, bilal])
            }
        }
    }

    private static func events(_ kind: AuditEvent.Kind, of account: AccountID, _ vault: Vault) async throws -> Int {
        try await vault.catalog.read { database in
            try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM audit_event WHERE kind = ? AND owner = ?",
                arguments: [kind.rawValue, account.blob]) ?? 0
        }
    }
}
