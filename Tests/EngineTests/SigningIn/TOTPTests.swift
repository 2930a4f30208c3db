import Foundation
import Testing
import TestSupport

@testable import Engine

struct TOTPTests {
    private func totp(_ seed: [UInt8]) throws -> TOTP {
        TOTP(seed: try seed.withUnsafeBytes { try SecretBytes(copying: $0) })
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func `the published codes come out`(seconds: Int64, code: String) throws {
        #expect(try totp(Array("12345678901234567890".utf8)).code(at: seconds / TOTP.step) == code)
    }

    @Test func `oathtool makes the same codes from the same seeds`() async throws {
        for _ in 0..<10 {
            let seed = try OneTimeSecrets.bytes(TOTP.seedSize)
            let seconds = Int64.random(in: 1_700_000_000...4_000_000_000)
            let said = try await ToolRun.checked(
                "/usr/bin/oathtool", "--totp", "-b", Base32.encode(seed), "--now", "@\(seconds)")
            #expect(try totp(seed).code(at: seconds / TOTP.step) == said.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    @Test func `a code is taken one step early or late, once, and never an earlier one after it`() throws {
        let totp = try totp(Array("12345678901234567890".utf8))
        let now = Moment(seconds: 1_795_000_000)
        let step = now.seconds / TOTP.step
        for offset: Int64 in -1...1 {
            #expect(try totp.step(of: totp.code(at: step + offset), now: now, after: nil) == step + offset)
        }
        for offset: Int64 in [-3, -2, 2, 3] {
            #expect(try totp.step(of: totp.code(at: step + offset), now: now, after: nil) == nil)
        }
        #expect(try totp.step(of: totp.code(at: step), now: now, after: step) == nil)
        #expect(try totp.step(of: totp.code(at: step - 1), now: now, after: step) == nil)
        #expect(try totp.step(of: totp.code(at: step + 1), now: now, after: step) == step + 1)
        for typed in ["", "12345", "1234567", "abcdef"] { #expect(try totp.step(of: typed, now: now, after: nil) == nil) }
    }

    @Test func `the link for the app keeps names with signs apart`() {
        let link = TOTP.link(seed: "ABC234", account: "zoé:m", issuer: "Coffre & Cie")
        #expect(
            link
                == "otpauth://totp/Coffre%20%26%20Cie:zo%C3%A9%3Am?secret=ABC234&issuer=Coffre%20%26%20Cie&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// RFC 4648, 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `base32 is that of the standard`(plain: String, coded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == coded)
        #expect(Base32.decode(coded.lowercased()) == Array(plain.utf8))
        #expect(Base32.decode(Base32.grouped(coded)) == Array(plain.utf8))
        #expect(Base32.decode(coded + "1") == nil)
    }

    @Test func `a QR code has its three eyes and draws each dark square once`() throws {
        let code = try QRCode("otpauth://totp/x?secret=ABC")
        for (row, column) in [(0, 0), (0, code.width - 7), (code.width - 7, 0)] {
            #expect((0..<7).allSatisfy { code.isDark(row, column + $0) && code.isDark(row + 6, column + $0) })
            #expect((1..<6).allSatisfy { !code.isDark(row + 1, column + $0) })
            #expect(code.isDark(row + 3, column + 3))
        }
        let drawn = code.path.matches(of: /h(\d+)v1/).compactMap { Int($0.output.1) }.reduce(0, +)
        let dark = (0..<code.width * code.width).count { code.isDark($0 / code.width, $0 % code.width) }
        #expect(drawn == dark)
        #expect(code.path.allSatisfy { "0123456789Mhvz -".contains($0) })
        #expect(throws: VaultFailure.self) { _ = try QRCode(String(repeating: "x", count: 8000)) }
    }
}
