import NIOSSL

extension NIOSSLContext {
    /// What connections need, from the `files` as they are now; `protocols` are what the server speaks over TLS.
    static func server(_ files: TLSFiles, protocols: [String]) throws(TLSError) -> NIOSSLContext {
        let chain = try certificates(in: files.certificates)
        let key = try privateKey(in: files.key)
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = protocols
            if let authorities = files.clientAuthorities {
                configuration.trustRoots = .certificates(try certificates(in: authorities))
                configuration.certificateVerification = .noHostnameVerification
            }
            return try NIOSSLContext(configuration: configuration)
        } catch let error as TLSError {
            throw error
        } catch NIOSSLError.failedToLoadPrivateKey {
            // The key itself could be read; BoringSSL compares it with the first certificate.
            throw .mismatch(certificates: files.certificates, key: files.key)
        } catch {
            throw .refused(reason: "\(error)")
        }
    }

    private static func certificates(in path: String) throws(TLSError) -> [NIOSSLCertificate] {
        let bytes = try PEMFile.bytes(of: path)
        do {
            return try NIOSSLCertificate.fromPEMBytes(bytes)
        } catch {
            throw .malformed(path: path, expected: "one certificate or several in PEM")
        }
    }

    private static func privateKey(in path: String) throws(TLSError) -> NIOSSLPrivateKey {
        let bytes = try PEMFile.bytes(of: path)
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch {
            throw .malformed(path: path, expected: "a private key in PEM without a passphrase")
        }
    }
}
