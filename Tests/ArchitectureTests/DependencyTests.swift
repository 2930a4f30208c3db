import Testing

@Suite struct DependencyTests {
    @Test func `the engine knows nothing of HTTP, systemd or command lines`() throws {
        let forbidden: Set = [
            "Hummingbird", "HTTPTypes", "NIOHTTP1", "NIOHTTP2", "NIOSSL", "CSystemd", "ArgumentParser", "ControlAPI",
        ]
        let offenders = try SourceTree.swiftFiles("Sources/Engine").filter { !$0.imports.isDisjoint(with: forbidden) }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test func `SQL stays in the engine`() throws {
        let offenders = try (SourceTree.swiftFiles("Sources/vaultd") + SourceTree.swiftFiles("Sources/vaultctl"))
            .filter { $0.imports.contains("GRDB") }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test func `C is called from one folder of the engine`() throws {
        let libraries: Set = ["CClamAV", "CLibcrypto", "CLibcrypt", "CArchive", "CMagic", "CCurl"]
        let offenders = try SourceTree.swiftFiles("Sources")
            .filter { !$0.imports.isDisjoint(with: libraries) && !$0.path.hasPrefix("Sources/Engine/Platform/") }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test func `libsystemd is called from the host folder only`() throws {
        let offenders = try SourceTree.swiftFiles("Sources")
            .filter { $0.imports.contains("CSystemd") && !$0.path.hasPrefix("Sources/vaultd/Host/") }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test func `the tool never loads the engine`() throws {
        let offenders = try SourceTree.swiftFiles("Sources/vaultctl").filter { $0.imports.contains("Engine") }
        #expect(offenders.isEmpty, "\(offenders)")
    }

    @Test func `the control protocol depends on nothing heavy`() throws {
        let allowed: Set = ["Foundation", "FoundationEssentials"]
        let offenders = try SourceTree.swiftFiles("Sources/ControlAPI").filter { !$0.imports.isSubset(of: allowed) }
        #expect(offenders.isEmpty, "\(offenders)")
    }
}
