import RegistryStub
import ServerTLS
import TestSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder with the files of a server, which a test may write anew.
struct CertificateFolder {
    typealias Certificates = RegistryStub.Certificates

    let path: String

    /// Runs `body` with a folder that has the server's pair and the authority.
    @discardableResult
    static func with<Result>(_ body: (CertificateFolder) async throws -> Result) async throws -> Result {
        try await withTemporaryDirectory { folder in
            let folder = CertificateFolder(path: folder.string)
            try folder.write(Certificates.server, to: "server.pem")
            try folder.write(Certificates.serverKey, to: "server.key")
            try folder.write(Certificates.authority, to: "authority.pem")
            return try await body(folder)
        }
    }

    var files: TLSFiles { TLSFiles(certificates: "\(path)/server.pem", key: "\(path)/server.key") }

    var filesWithClients: TLSFiles {
        TLSFiles(
            certificates: "\(path)/server.pem", key: "\(path)/server.key", clientAuthorities: "\(path)/authority.pem")
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"), options: .atomic)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/\(name)", withDestinationPath: "\(path)/\(target)")
    }
}
