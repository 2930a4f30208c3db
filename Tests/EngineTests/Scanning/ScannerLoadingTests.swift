import Foundation
import Testing

@testable import Engine

struct ScannerLoadingTests {
    @Test func `before the first load there is no verdict`() async throws {
        let fixture = try ScannerFixture()
        await #expect(throws: VaultFailure(.scannerNotReady)) { try await fixture.scan(Samples.pdf()) }
        #expect(fixture.scanner.status.state == .loading)
    }

    @Test func `a loaded scanner says what it has`() async throws {
        let fixture = try await ScannerFixture.loaded()
        let status = fixture.scanner.status
        #expect(status.state == .ready)
        #expect(status.files.map(\.name) == ["vaultd-test.hdb", "vaultd-test.ndb"])
        #expect(status.signatureCount == 2)
        #expect(status.isTestDatabase)
        #expect(!status.hasOfficialFiles)
        #expect(status.lastSelfTest == SelfTestOutcome(at: fixture.clock.now(), problem: nil))
        #expect(status.temporaryIsInMemory)
        #expect(status.libraryVersion.contains("1."))
    }

    @Test func `without signatures nothing is accepted`() async throws {
        let fixture = try ScannerFixture { $0.databases += "-empty" }
        await #expect(throws: VaultFailure(.signaturesMissing)) { try await fixture.scanner.load() }
        await #expect(throws: VaultFailure(.signaturesMissing)) { try await fixture.scan(Samples.pdf()) }
    }

    @Test func `signatures that appear later are taken`() async throws {
        let fixture = try ScannerFixture { $0.databases += "-later" }
        await #expect(throws: VaultFailure(.signaturesMissing)) { try await fixture.scanner.load() }
        #expect(try TestSignatures.write(to: fixture.databases + "-later"))
        #expect(try await fixture.scanner.reloadIfChanged())
        #expect(try await fixture.scan(EICAR.bytes).isInfected)
    }

    @Test func `an unchanged folder is not loaded again`() async throws {
        let fixture = try await ScannerFixture.loaded()
        #expect(try await fixture.scanner.reloadIfChanged() == false)
    }

    @Test func `a new signature works after the reload`() async throws {
        let fixture = try await ScannerFixture.loaded()
        let document = Array("a new danger, in so many words\n".utf8)
        #expect(try await fixture.scan(document) == .clean)
        try fixture.writeDatabase("extra.ndb", "Extra.Danger:0:*:\(Hex.encode(Array("new danger".utf8)))\n")
        #expect(try await fixture.scanner.reloadIfChanged())
        #expect(try await fixture.scan(document).isInfected)
        #expect(fixture.scanner.status.signatureCount == 3)
    }

    @Test func `a broken signature file keeps the old signatures and shows`() async throws {
        let fixture = try await ScannerFixture.loaded()
        try fixture.writeDatabase("broken.ndb", "this is no signature\n")
        await #expect(throws: VaultFailure(.signaturesUnusable)) { try await fixture.scanner.reloadIfChanged() }
        #expect(fixture.scanner.status.state == .ready)
        #expect(fixture.scanner.status.problem != nil)
        #expect(try await fixture.scan(EICAR.bytes).isInfected)
        #expect(try await fixture.scanner.reloadIfChanged() == false)
        try fixture.removeDatabase("broken.ndb")
        #expect(try await fixture.scanner.reloadIfChanged() == false)
        #expect(fixture.scanner.status.problem == nil)
    }

    @Test func `a broken signature file at the first load accepts nothing`() async throws {
        let fixture = try ScannerFixture()
        try fixture.writeDatabase("broken.ndb", "this is no signature\n")
        await #expect(throws: VaultFailure(.signaturesUnusable)) { try await fixture.scanner.load() }
        await #expect(throws: VaultFailure(.signaturesUnusable)) { try await fixture.scan(Samples.pdf()) }
    }

    @Test func `a folder that was emptied keeps the old signatures and shows`() async throws {
        let fixture = try await ScannerFixture.loaded()
        try fixture.removeDatabase("vaultd-test.hdb")
        try fixture.removeDatabase("vaultd-test.ndb")
        await #expect(throws: VaultFailure(.signaturesMissing)) { try await fixture.scanner.reloadIfChanged() }
        #expect(fixture.scanner.status.problem != nil)
        #expect(try await fixture.scan(EICAR.bytes).isInfected)
    }

    @Test func `a file that cannot be read is named`() async throws {
        let fixture = try ScannerFixture()
        try FileManager.default.createSymbolicLink(
            atPath: fixture.databases + "/daily.cvd", withDestinationPath: "/nowhere/daily.cvd")
        let failure = await #expect(throws: VaultFailure.self) { try await fixture.scanner.load() }
        #expect(failure?.code == .signaturesUnreadable)
        #expect(failure?.values["file"]?.hasSuffix("daily.cvd") == true)
    }

    @Test func `nothing is loaded while freshclam is at work`() async throws {
        let fixture = try await ScannerFixture.loaded()
        try FileManager.default.createDirectory(
            atPath: fixture.databases + "/tmp.0123456789", withIntermediateDirectories: true)
        try fixture.writeDatabase("extra.hdb", "00000000000000000000000000000000:12345:Extra\n")
        #expect(try await fixture.scanner.reloadIfChanged() == false)
        try fixture.removeDatabase("tmp.0123456789")
        #expect(try await fixture.scanner.reloadIfChanged())
    }

    @Test func `signatures that are too old accept nothing`() async throws {
        let fixture = try ScannerFixture()
        try FileManager.default.moveItem(
            atPath: fixture.databases + "/vaultd-test.ndb", toPath: fixture.databases + "/local.ndb")
        try await fixture.scanner.load()
        #expect(try await fixture.scan(Samples.pdf()) == .clean)
        fixture.clock.advance(by: .days(8) + .hours(1))
        await #expect(throws: VaultFailure(.signaturesTooOld)) { try await fixture.scan(Samples.pdf()) }
        #expect(fixture.scanner.status.state == .failed(reason: "The virus signatures are 8 days old."))
    }

    @Test func `the test database does not age`() async throws {
        let fixture = try await ScannerFixture.loaded()
        fixture.clock.advance(by: .days(800))
        #expect(try await fixture.scan(Samples.pdf()) == .clean)
    }

    @Test func `signatures that do not catch EICAR accept nothing`() async throws {
        let fixture = try ScannerFixture()
        try fixture.removeDatabase("vaultd-test.ndb")
        await #expect(throws: VaultFailure(.scannerNotReady)) { try await fixture.scanner.load() }
        await #expect(throws: VaultFailure(.scannerNotReady)) { try await fixture.scan(Samples.pdf()) }
    }

    @Test func `reloads during scans change no verdict`() async throws {
        let fixture = try await ScannerFixture.loaded()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await Self.scanBoth(with: fixture, times: 60) } }
            group.addTask {
                for index in 0..<12 {
                    try fixture.writeDatabase(
                        "extra.hdb",
                        "\(Hex.encode([UInt8](repeating: UInt8(index), count: 16))):\(index + 1):Extra\(index)\n")
                    _ = try await fixture.scanner.reloadIfChanged()
                }
            }
            try await group.waitForAll()
        }
        let status = fixture.scanner.status
        #expect(status.scansRunning == 0)
        #expect(status.scansDone == 480)
        #expect(status.signatureCount == 3)
    }

    private static func scanBoth(with fixture: ScannerFixture, times: Int) async throws {
        for _ in 0..<times {
            #expect(try await fixture.scan(EICAR.bytes).isInfected)
            #expect(try await fixture.scan(Samples.pdf()) == .clean)
        }
    }

    @Test func `the writer of test signatures leaves a folder with signatures alone`() throws {
        let fixture = try ScannerFixture()
        #expect(try TestSignatures.write(to: fixture.databases) == false)
    }

    @Test func `after a stop nothing is scanned`() async throws {
        let fixture = try await ScannerFixture.loaded()
        await fixture.scanner.stop()
        await #expect(throws: VaultFailure(.stopping)) { try await fixture.scan(Samples.pdf()) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.temporary).isEmpty)
    }
}
