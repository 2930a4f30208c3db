import Crypto
import Engine
import Foundation
import SwiftASN1
import X509
import _CryptoExtras

/// A certificate made to measure.
struct TestCertificate {
    var names = ["localhost"]
    var notBefore = SystemClock().now() - .days(1)
    var notAfter = SystemClock().now() + .days(60)
    var key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    var usage: ExtendedKeyUsage.Usage? = .serverAuth
    var maySign = true
    /// Who signs it; nil: it signs itself.
    var issuer: (name: DistinguishedName, key: Certificate.PrivateKey)?

    static func rsa(bits: Int) throws -> Certificate.PrivateKey {
        Certificate.PrivateKey(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)))
    }

    var subject: DistinguishedName {
        get throws { try DistinguishedName { CommonName(names.first ?? "nobody") } }
    }

    func certificate() throws -> Certificate {
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: notBefore.date,
            notValidAfter: notAfter.date,
            issuer: issuer?.name ?? subject,
            subject: subject,
            extensions: Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: maySign, keyEncipherment: !maySign))
                if let usage { try ExtendedKeyUsage([usage]) }
                if !names.isEmpty { SubjectAlternativeNames(names.map { GeneralName.dnsName($0) }) }
            },
            issuerPrivateKey: issuer?.key ?? key
        )
    }

    func certificatePEM() throws -> String { try certificate().serializeAsPEM().pemString + "\n" }

    func keyPEM() throws -> String { try key.serializeAsPEM().pemString + "\n" }

    /// Certificate and key in one text.
    func pem() throws -> String { try certificatePEM() + keyPEM() }
}
