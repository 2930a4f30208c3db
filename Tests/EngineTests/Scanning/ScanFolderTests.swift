import Foundation
import Glibc
import Testing

@testable import Engine

/// libclamav says "clean" when it cannot unpack; each way to take its folder away must show.
struct ScanFolderTests {
    @Test func `the folder is private, in memory, and gone with its owner`() throws {
        let base = try Base()
        var folder: ScanFolder? = try ScanFolder(in: base.path)
        let path = try #require(folder?.path)
        var status = stat()
        #expect(lstat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        #expect(folder?.isInMemory == true)
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a base that is a file is refused by name`() async throws {
        let fixture = try ScannerFixture { $0.temporary += "-file" }
        try Data("x".utf8).write(to: URL(fileURLWithPath: fixture.temporary + "-file"))
        await #expect(throws: VaultFailure(.diskFailed)) { try await fixture.scanner.load() }
        await #expect(throws: VaultFailure(.diskFailed)) { try await fixture.scan(EICAR.bytes) }
    }

    @Test(arguments: ["bare", "zip", "7z"])
    func `without a temporary folder EICAR is not clean, even by the verdict alone`(form: String) throws {
        let base = try Base()
        _ = try TestSignatures.write(to: base.path + "/db")
        let limits = ClamAVLimits(fileSize: 1 << 20, scanSize: 2 << 20, time: .seconds(60))
        let engine = try ClamAVEngine(databases: base.path + "/db", temporary: base.path + "/missing", limits: limits)
        let container: ArchiveWriting.Form = form == "zip" ? .zip : .sevenZip
        let bytes = form == "bare" ? EICAR.bytes : try ArchiveWriting.container(container, members: [("a", EICAR.bytes)])
        let report = bytes.withUnsafeBytes(engine.scan)
        #expect(ScanVerdict(report: report, elapsed: .zero, timeLimit: .seconds(60)) != .clean)
    }

    @Test func `a removed folder comes back before the next scan`() async throws {
        let fixture = try await ScannerFixture.loaded()
        let path = try #require(fixture.scanner.status.temporaryFolder)
        try FileManager.default.removeItem(atPath: path)
        #expect(try await fixture.scan(try ArchiveWriting.container(.zip, members: [("a", EICAR.bytes)])).isInfected)
        #expect(try await fixture.scan(Samples.pdf()) == .clean)
    }

    @Test func `a folder that cannot be used fails scans and the self-test until it can`() async throws {
        let fixture = try await ScannerFixture.loaded()
        let path = try #require(fixture.scanner.status.temporaryFolder)
        try FileManager.default.removeItem(atPath: path)
        try Data("in the way".utf8).write(to: URL(fileURLWithPath: path))
        guard case .failed = try await fixture.scan(EICAR.bytes) else {
            Issue.record("a scan without a folder gave a verdict")
            return
        }
        await #expect(throws: VaultFailure(.scannerNotReady)) { try await fixture.scanner.selfTest() }
        await #expect(throws: VaultFailure(.scannerNotReady)) { try await fixture.scan(Samples.pdf()) }
        try FileManager.default.removeItem(atPath: path)
        try await fixture.scanner.selfTest()
        #expect(try await fixture.scan(Samples.pdf()) == .clean)
    }

    @Test func `running scans keep their room`() throws {
        let base = try Base()
        let folder = try ScanFolder(in: base.path)
        var system = statvfs()
        #expect(statvfs(folder.path, &system) == 0)
        let most = Int(system.f_bavail) * Int(system.f_frsize) / 8 * 5
        try folder.withRoom(for: most) { () -> Void in
            _ = #expect(throws: VaultFailure(.diskFull)) { try folder.withRoom(for: most) { () } }
        }
        try folder.withRoom(for: most) { () }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func `a folder without room accepts nothing`() async throws {
        let fixture = try ScannerFixture()
        guard mount("none", fixture.temporary, "tmpfs", 0, "size=1m") == 0 else { return }
        defer { umount2(fixture.temporary, Int32(MNT_DETACH)) }
        await #expect(throws: VaultFailure(.scannerNotReady)) { try await fixture.scanner.load() }
        #expect(fixture.scanner.status.problem?.contains("full") == true)
        await #expect(throws: VaultFailure(.scannerNotReady)) { try await fixture.scan(EICAR.bytes) }
    }

    @Test func `what a crash left behind is swept and what is in use is not`() throws {
        let base = try Base()
        let inUse = try ScanFolder(in: base.path)
        let left = base.path + "/vaultd-scan-1-left"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
        // Two seconds, since the kernel may stamp a folder some milliseconds ahead of time(2).
        let other = try ScanFolder(in: base.path, graceSeconds: -2)
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(FileManager.default.fileExists(atPath: inUse.path))
        #expect(other.path != inUse.path)
    }

    private final class Base {
        let path = "/dev/shm/vaultd-test-\(UUID().uuidString)"
        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }
}
