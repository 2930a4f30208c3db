import Foundation
import Glibc

@testable import Engine

/// A real scanner with the small test database, in folders of its own.
final class ScannerFixture: Sendable {
    let root: String
    let clock = ManualClock(Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
    let scanner: Engine.Scanner

    var databases: String { root + "/db" }
    var temporary: String { root + "/tmp" }

    init(maxSize: Int = 8 << 20, threads: Int = 2, change: (inout Settings.Scanner) -> Void = { _ in }) throws {
        root = "/dev/shm/vaultd-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root + "/tmp", withIntermediateDirectories: true)
        var settings = Settings.Scanner()
        settings.databases = root + "/db"
        settings.temporary = root + "/tmp"
        settings.threads = threads
        change(&settings)
        _ = try TestSignatures.write(to: root + "/db")
        scanner = Engine.Scanner(
            settings: settings, maxSize: maxSize, work: BlockingWork(threads: threads, queue: 64), clock: clock)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// A fixture whose scanner has loaded.
    static func loaded(maxSize: Int = 8 << 20) async throws -> ScannerFixture {
        let fixture = try ScannerFixture(maxSize: maxSize)
        try await fixture.scanner.load()
        return fixture
    }

    /// Scans `bytes` from an unlinked file.
    func scan(_ bytes: [UInt8], type: MediaType = .pdf) async throws -> ScanVerdict {
        let path = "\(root)/\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        unlink(path)
        return try await scanner.scan(descriptor: descriptor, length: bytes.count, type: type)
    }

    func writeDatabase(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(databases)/\(name)"))
    }

    func removeDatabase(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(databases)/\(name)")
    }
}

extension ScanVerdict {
    var isInfected: Bool {
        if case .infected = self { true } else { false }
    }
}
