import Glibc
import Testing

@testable import Engine

struct KeyFileTests {
    private let folder: TemporaryKeyFolder
    private let path: String
    private let now = Moment(seconds: 1_795_313_700)

    init() throws {
        folder = try TemporaryKeyFolder()
        path = folder.file("vaultd.keys")
    }

    private func created() throws -> KeyFile { try KeyFile.create(path: path, placement: .anywhere, now: now) }
    private func loaded() throws -> KeyFile { try KeyFile.load(path: path, placement: .anywhere) }

    @Test func `a created key file reads back with one term and mode 0400`() throws {
        let file = try created()
        var status = stat()

        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o400)
        #expect(try loaded().terms == [1])
        #expect(try loaded().currentCreated == now)
        #expect(try loaded().fingerprint(of: 1) == file.fingerprint(of: 1))
        #expect(try folder.names() == ["vaultd.keys"])
    }

    @Test func `an existing key file is never written over`() throws {
        _ = try created()
        let before = try folder.read("vaultd.keys")
        #expect(throws: VaultFailure(.keyFileExists)) { try created() }
        #expect(try folder.read("vaultd.keys") == before)
        #expect(try folder.names() == ["vaultd.keys"])
    }

    @Test func `a missing key file is named as missing`() {
        #expect(throws: VaultFailure(.keyFileMissing)) { try loaded() }
    }

    @Test(arguments: [0o440, 0o404, 0o410, 0o401, 0o420, 0o402, 0o644, 0o600 | 0o040] as [mode_t])
    func `a key file with any right of group or others is refused`(mode: mode_t) throws {
        _ = try created()
        #expect(chmod(path, mode) == 0)
        #expect(throws: VaultFailure(.keyFileTooOpen)) { try loaded() }
    }

    @Test func `a folder in place of the key file is refused`() throws {
        #expect(mkdir(path, 0o700) == 0)
        #expect(throws: VaultFailure(.keyFileUnreadable)) { try loaded() }
    }

    @Test func `a file larger than any key file is refused`() throws {
        try folder.write([UInt8](repeating: 10, count: KeyFile.maximumSize + 1), to: "vaultd.keys")
        #expect(throws: VaultFailure(.keyFileUnreadable)) { try loaded() }
    }

    @Test func `an added term is saved, current, and leaves the old key as it was`() throws {
        let first = try created()
        try first.adding(now: now + .days(365)).save(to: path)
        let file = try loaded()

        #expect(file.terms == [1, 2])
        #expect(file.current == 2)
        #expect(try file.fingerprint(of: 1) == first.fingerprint(of: 1))
        #expect(try file.fingerprint(of: 2) != file.fingerprint(of: 1))
        #expect(try folder.names() == ["vaultd.keys"])
    }

    @Test func `what a stopped save left behind does not hinder the next one`() throws {
        let file = try created()
        try folder.write([1, 2, 3], to: "vaultd.keys.new")
        try file.adding(now: now).save(to: path)
        #expect(try loaded().terms == [1, 2])
        #expect(try folder.names() == ["vaultd.keys"])
    }

    @Test func `a save into a folder that is gone fails by name`() throws {
        let file = try created()
        #expect(throws: VaultFailure(.keyFileWriteFailed)) { try file.save(to: folder.file("gone/vaultd.keys")) }
    }

    @Test func `the oldest terms can be removed`() throws {
        let file = try created().adding(now: now).adding(now: now)
        #expect(try file.removing(terms: [1]).terms == [2, 3])
        #expect(try file.removing(terms: [1, 2]).terms == [3])
        #expect(try file.removing(terms: []).terms == [1, 2, 3])
    }

    @Test(arguments: [[2], [3], [1, 3], [1, 2, 3]] as [Set<UInt32>])
    func `neither the current term nor one above a kept one can be removed`(terms: Set<UInt32>) throws {
        let file = try created().adding(now: now).adding(now: now)
        #expect(throws: VaultFailure(.keyFileWriteFailed)) { try file.removing(terms: terms) }
    }

    @Test func `an unknown term is named as unknown`() throws {
        let file = try created()
        #expect(throws: VaultFailure(.keyTermUnknown)) { try file.fingerprint(of: 2) }
        #expect(throws: VaultFailure(.keyTermUnknown)) { try Keyring(file).masterKey(term: 2) }
    }

    @Test func `the keyring gives the key of each term`() throws {
        let file = try created().adding(now: now)
        let ring = Keyring(file)
        #expect(ring.current == 2)
        #expect(try !ring.masterKey(term: 1).isEqual(to: ring.masterKey(term: 2)))
        #expect(try ring.masterKey(term: 1).isEqual(to: file.entry(1).key))
    }

    @Test func `a key file in the state folder is refused`() throws {
        _ = try created()
        let placement = KeyFilePlacement(allowInState: false, state: folder.path)
        #expect(throws: VaultFailure(.keyFileInState)) { try KeyFile.load(path: path, placement: placement) }
        #expect(throws: VaultFailure(.keyFileInState)) {
            try KeyFile.create(path: folder.file("other"), placement: placement, now: now)
        }
        #expect(try folder.names() == ["vaultd.keys"])
    }

    @Test func `a link does not hide that a key file lies in the state folder`() throws {
        let outside = try TemporaryKeyFolder()
        _ = try created()
        #expect(symlink(path, outside.file("keys")) == 0)
        #expect(symlink(folder.path, outside.file("state")) == 0)
        #expect(throws: VaultFailure(.keyFileInState)) {
            try KeyFile.load(path: outside.file("keys"), placement: .outside(folder: folder.path))
        }
        #expect(throws: VaultFailure(.keyFileInState)) {
            try KeyFile.load(path: path, placement: .outside(folder: outside.file("state")))
        }
    }

    @Test func `a key file in the state folder is accepted where the settings allow it`() throws {
        _ = try created()
        let placement = KeyFilePlacement(allowInState: true, state: folder.path)
        #expect(try KeyFile.load(path: path, placement: placement).terms == [1])
    }

    @Test func `a folder whose name only begins like the state folder is outside of it`() throws {
        _ = try created()
        let shorter = String(folder.path.dropLast())
        #expect(mkdir(shorter, 0o700) == 0)
        defer { rmdir(shorter) }
        #expect(try KeyFile.load(path: path, placement: .outside(folder: shorter)).terms == [1])
    }
}
