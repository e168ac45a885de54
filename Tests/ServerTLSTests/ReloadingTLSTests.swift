import ServerTesting
import NIOCore
import Testing

@testable import ServerTLS

@Suite(.timeLimit(.minutes(1)))
struct ReloadingTLSTests {
    typealias Certificates = CertificateFolder.Certificates

    private func tls(
        _ files: TLSFiles, checkInterval: TimeAmount = .nanoseconds(0), log: LogLines = LogLines()
    ) throws(TLSError) -> ReloadingTLS {
        try ReloadingTLS(files, protocols: ["http/1.1"], checkInterval: checkInterval, logger: log.logger)
    }

    @Test func `a file that is not there is named`() async throws {
        try await CertificateFolder.with { folder in
            var files = folder.files
            files.key = "\(folder.path)/nothing"
            #expect(throws: TLSError.unreadable(path: files.key, reason: "No such file or directory")) {
                try tls(files)
            }
        }
    }

    @Test(arguments: ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `a certificate that is none is named`(text: String) async throws {
        try await CertificateFolder.with { folder in
            try folder.write(text, to: "server.pem")
            #expect(
                throws: TLSError.malformed(
                    path: folder.files.certificates, expected: "one certificate or several in PEM")
            ) { try tls(folder.files) }
        }
    }

    @Test func `a key that is none is named`() async throws {
        try await CertificateFolder.with { folder in
            try folder.write(Certificates.server, to: "server.key")
            #expect(
                throws: TLSError.malformed(
                    path: folder.files.key, expected: "a private key in PEM without a passphrase")
            ) { try tls(folder.files) }
        }
    }

    @Test func `a key of another certificate is refused`() async throws {
        try await CertificateFolder.with { folder in
            try folder.write(Certificates.clientKey, to: "server.key")
            #expect(throws: TLSError.mismatch(certificates: folder.files.certificates, key: folder.files.key)) {
                try tls(folder.files)
            }
        }
    }

    @Test func `authorities that are none are named`() async throws {
        try await CertificateFolder.with { folder in
            try folder.write("nobody", to: "authority.pem")
            #expect(
                throws: TLSError.malformed(
                    path: "\(folder.path)/authority.pem", expected: "one certificate or several in PEM")
            ) { try tls(folder.filesWithClients) }
        }
    }

    @Test func `a new pair is used once both halves are there`() async throws {
        try await CertificateFolder.with { folder in
            let log = LogLines()
            let tls = try tls(folder.files, log: log)
            let first = tls.context()
            #expect(tls.context() === first)
            try folder.write(Certificates.client, to: "server.pem")
            #expect(tls.context() === first)
            #expect(tls.context() === first)
            #expect(log.lines.count == 1)  // not at every connection
            #expect(log.lines.first?.hasPrefix("error: the certificates for TLS were changed") == true)
            try folder.write(Certificates.clientKey, to: "server.key")
            #expect(tls.context() !== first)
            #expect(log.lines.last == "info: the certificates for TLS were read anew")
        }
    }

    @Test func `files that vanish leave the old ones in use`() async throws {
        try await CertificateFolder.with { folder in
            let tls = try tls(
                TLSFiles(certificates: "\(folder.path)/linked.pem", key: folder.files.key), orLink: folder)
            let first = tls.context()
            try folder.remove("linked.pem")
            #expect(tls.context() === first)
        }
    }

    private func tls(_ files: TLSFiles, orLink folder: CertificateFolder) throws -> ReloadingTLS {
        try folder.link("linked.pem", to: "server.pem")
        return try tls(files)
    }

    @Test func `a link that leads elsewhere is a change`() async throws {
        try await CertificateFolder.with { folder in
            try folder.write(Certificates.server + "\n" + Certificates.authority, to: "chain.pem")
            let tls = try tls(
                TLSFiles(certificates: "\(folder.path)/linked.pem", key: folder.files.key), orLink: folder)
            let first = tls.context()
            try folder.remove("linked.pem")
            try folder.link("linked.pem", to: "chain.pem")
            #expect(tls.context() !== first)
        }
    }

    @Test func `files are not looked at before the interval is over`() async throws {
        try await CertificateFolder.with { folder in
            let tls = try tls(folder.files, checkInterval: .hours(1))
            let first = tls.context()
            try folder.write(Certificates.client, to: "server.pem")
            try folder.write(Certificates.clientKey, to: "server.key")
            #expect(tls.context() === first)
        }
    }
}
