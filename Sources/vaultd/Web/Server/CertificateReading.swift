import Crypto
import Engine
import Foundation
import NIOCore
import NIOSSL
import SwiftASN1
import X509
import _CryptoExtras

/// Reads a certificate chain and its key from PEM and says in words what is wrong with them (T-11).
///
/// Dates are not judged here: a service with an expired certificate is still better than none.
struct CertificateReading {
    /// The smallest RSA key (T-11).
    static let smallestRSABits = 3072

    /// What the TLS library needs.
    let identity: TLSIdentity
    /// What the operator wants to know.
    let status: CertificateStatus

    /// Where the PEM texts came from; the two may be the same file.
    struct Source {
        let certificatePath: String
        let certificate: String
        let keyPath: String
        let key: String
    }

    /// Throws `VaultFailure(.certificateUnusable)` with path and reason.
    init(_ source: Source, hostNames: [String]) throws {
        let chain = try Self.chain(source)
        let key = try Self.key(source)
        let leaf = chain[0]
        guard key.publicKey == leaf.publicKey else {
            throw Self.unusable(source.keyPath, "it is the key of another certificate")
        }
        let algorithm = try Self.algorithm(of: leaf, source.certificatePath)
        try Self.checkUse(of: leaf, source.certificatePath)
        try Self.checkOrder(of: chain, source.certificatePath)
        let names = try Self.names(of: leaf, source.certificatePath)
        guard !names.isEmpty else {
            throw Self.unusable(source.certificatePath, "it names no host (no subject alternative name)")
        }
        identity = try Self.identity(chain, source, algorithm)
        status = CertificateStatus(
            path: source.certificatePath,
            names: names,
            isSelfSigned: leaf.issuer == leaf.subject,
            notBefore: Moment(seconds: Int64(leaf.notValidBefore.timeIntervalSince1970)),
            notAfter: Moment(seconds: Int64(leaf.notValidAfter.timeIntervalSince1970)),
            fingerprint: try Self.fingerprint(of: leaf),
            namesNotCovered: hostNames.filter { host in !names.contains { Self.covers($0, host) } }
        )
    }

    private static func chain(_ source: Source) throws -> [Certificate] {
        let chain: [Certificate]
        do {
            chain = try PEMDocument.parseMultiple(pemString: source.certificate)
                .filter { $0.discriminator == Certificate.defaultPEMDiscriminator }
                .map { try Certificate(pemDocument: $0) }
        } catch {
            throw unusable(source.certificatePath, "it is not a certificate in PEM", cause: error)
        }
        guard !chain.isEmpty else { throw unusable(source.certificatePath, "there is no certificate in it") }
        return chain
    }

    private static func key(_ source: Source) throws -> Certificate.PrivateKey {
        // Checked first: the lines that say so are what the reader of PEM stumbles over.
        guard !source.key.contains("Proc-Type: 4,ENCRYPTED") else {
            throw unusable(source.keyPath, "it is protected by a passphrase")
        }
        let documents: [PEMDocument]
        do {
            documents = try PEMDocument.parseMultiple(pemString: source.key)
        } catch {
            throw unusable(source.keyPath, "it is not a private key in PEM", cause: error)
        }
        guard let document = documents.first(where: { $0.discriminator.hasSuffix("PRIVATE KEY") }) else {
            throw unusable(source.keyPath, "there is no private key in it")
        }
        guard document.discriminator != "ENCRYPTED PRIVATE KEY" else {
            throw unusable(source.keyPath, "it is protected by a passphrase")
        }
        do {
            return try Certificate.PrivateKey(pemDocument: document)
        } catch {
            throw unusable(source.keyPath, "its private key cannot be read", cause: error)
        }
    }

    private static func algorithm(of leaf: Certificate, _ path: String) throws -> TLSIdentity.Algorithm {
        if P256.Signing.PublicKey(leaf.publicKey) != nil { return .ecdsaP256 }
        if P384.Signing.PublicKey(leaf.publicKey) != nil { return .ecdsaP384 }
        guard let rsa = _RSA.Signing.PublicKey(leaf.publicKey) else {
            throw unusable(path, "its key is neither ECDSA P-256 or P-384 nor RSA")
        }
        guard rsa.keySizeInBits >= smallestRSABits else {
            throw unusable(path, "its RSA key has \(rsa.keySizeInBits) bits; \(smallestRSABits) are the least")
        }
        return .rsa
    }

    private static func checkUse(of leaf: Certificate, _ path: String) throws {
        guard leaf.signatureAlgorithm != .sha1WithRSAEncryption else {
            throw unusable(path, "it is signed with SHA-1")
        }
        do {
            if let uses = try leaf.extensions.extendedKeyUsage, !uses.contains(.serverAuth), !uses.contains(.any) {
                throw unusable(path, "it is not for servers (extended key usage)")
            }
            if let usage = try leaf.extensions.keyUsage, !usage.digitalSignature {
                throw unusable(path, "its key may not sign (key usage)")
            }
        } catch let failure as VaultFailure {
            throw failure
        } catch {
            throw unusable(path, "one of its extensions cannot be read", cause: error)
        }
    }

    private static func checkOrder(of chain: [Certificate], _ path: String) throws {
        for (certificate, issuer) in zip(chain, chain.dropFirst()) {
            guard certificate.issuer == issuer.subject,
                issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
            else { throw unusable(path, "its certificates are not in order: the server's first, then each issuer") }
        }
    }

    private static func names(of leaf: Certificate, _ path: String) throws -> [String] {
        do {
            return try (leaf.extensions.subjectAlternativeNames ?? SubjectAlternativeNames()).compactMap { name in
                switch name {
                case .dnsName(let host): host
                case .ipAddress(let octets):
                    try SocketAddress(packedIPAddress: ByteBuffer(bytes: octets.bytes), port: 0).ipAddress
                default: nil
                }
            }
        } catch {
            throw unusable(path, "its names cannot be read", cause: error)
        }
    }

    /// RFC 6125: a wildcard stands for one whole label.
    private static func covers(_ name: String, _ host: String) -> Bool {
        let name = name.lowercased()
        let host = host.lowercased()
        guard name.hasPrefix("*.") else { return name == host }
        guard let dot = host.firstIndex(of: ".") else { return false }
        return host[dot...] == name.dropFirst()
    }

    private static func identity(
        _ chain: [Certificate],
        _ source: Source,
        _ algorithm: TLSIdentity.Algorithm
    ) throws -> TLSIdentity {
        do {
            return TLSIdentity(
                chain: try chain.map { try NIOSSLCertificate(bytes: der(of: $0), format: .der) },
                key: try NIOSSLPrivateKey(bytes: Array(source.key.utf8), format: .pem),
                algorithm: algorithm
            )
        } catch {
            throw unusable(source.certificatePath, "TLS does not accept it", cause: error)
        }
    }

    private static func fingerprint(of leaf: Certificate) throws -> String {
        SHA256.hash(data: try der(of: leaf)).map { Hex.encode([$0]).uppercased() }.joined(separator: ":")
    }

    private static func der(of certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    private static func unusable(_ path: String, _ reason: String, cause: (any Error)? = nil) -> VaultFailure {
        VaultFailure(.certificateUnusable, ["path": path, "reason": reason], cause: cause)
    }
}
