import NIOSSL

/// The TLS settings of a client.
enum TrustedAuthorities {
    /// TLS that trusts the system's authorities and those in `file`.
    /// - Throws: ``ClientError/invalidAuthorities(file:reason:)``.
    static func configuration(file: String?) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        guard let file else { return configuration }
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(file)
            guard !certificates.isEmpty else {
                throw ClientError.invalidAuthorities(file: file, reason: "there is none in it")
            }
            configuration.additionalTrustRoots = [.certificates(certificates)]
            return configuration
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError.invalidAuthorities(file: file, reason: "no readable file of certificates in PEM")
        }
    }
}
