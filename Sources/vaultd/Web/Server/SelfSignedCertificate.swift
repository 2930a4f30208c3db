import Crypto
import Engine
import Foundation
import SwiftASN1
import X509

/// The certificate that vaultd makes for itself until the operator brings one: ECDSA P-256, at most 90 days.
enum SelfSignedCertificate {
    /// How long it is valid.
    static let lifetime = Duration.days(90)
    /// How long before its end it is renewed.
    static let renewal = Duration.days(30)
    /// It begins a little in the past, for clients whose clock is slow.
    private static let backdating = Duration.hours(1)

    /// A new key with its certificate, in one PEM text, the certificate first.
    static func make(for names: MachineNames, now: Moment) throws -> String {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name = try DistinguishedName {
            CommonName(names.hosts.first ?? "localhost")
            OrganizationName("vaultd self-signed")
        }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: (now - backdating).date,
            notValidAfter: (now - backdating + lifetime).date,
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names.generalNames)
                SubjectKeyIdentifier(hash: key.publicKey)
            },
            issuerPrivateKey: key
        )
        return try certificate.serializeAsPEM().pemString + "\n" + key.serializeAsPEM().pemString + "\n"
    }
}
