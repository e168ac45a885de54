import NIOCore
import NIOSSL
import SystemPackage

/// Whose certificates are trusted, and which one we show, for each registry.
///
/// The system's authorities count always. `certs.d` is docker's and podman's convention
/// ([containers-certs.d](https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md)): a folder
/// `host:port` with `*.crt` for authorities, and `*.cert` with the `*.key` of the same name for what we show.
struct TrustSettings: Sendable {
    let caFile: FilePath?
    let folders: [FilePath]

    /// The TLS settings for `origin`.
    /// - Throws: ``RegistryError/unusableCertificate(_:reason:)``.
    func configuration(for origin: Origin) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        let files = try filesOfRegistry(origin)
        let authorities = [caFile].compactMap(\.self) + files.filter { $0.extension == "crt" }
        configuration.additionalTrustRoots = try authorities.map { .certificates(try Self.certificates($0)) }
        if let certificate = files.first(where: { $0.extension == "cert" }) {
            var key = certificate
            key.extension = "key"
            configuration.certificateChain = try Self.certificates(certificate).map { .certificate($0) }
            configuration.privateKey = .privateKey(try Self.privateKey(key))
        }
        return configuration
    }

    /// The files of the first folder that there is for the registry, sorted by name.
    private func filesOfRegistry(_ origin: Origin) throws -> [FilePath] {
        for folder in folders {
            for name in ["\(origin.host):\(origin.port)", origin.host] {
                let place = folder.appending(name)
                if let files = try FolderFiles.list(place) { return files }
            }
        }
        return []
    }

    private static func certificates(_ path: FilePath) throws -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(path.string)
            guard !certificates.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
            return certificates
        } catch {
            throw RegistryError.unusableCertificate(path, reason: reason(of: error))
        }
    }

    private static func privateKey(_ path: FilePath) throws -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(file: path.string, format: .pem)
        } catch {
            throw RegistryError.unusableCertificate(path, reason: reason(of: error))
        }
    }

    private static func reason(of error: any Error) -> String {
        (error as? NIOCore.IOError).map { "\(Errno(rawValue: $0.errnoCode))" } ?? "there is no PEM block in it"
    }
}
